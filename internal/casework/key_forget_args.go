package casework

// KeyForgetArgs asks a worker to forget the answers that creations were given long ago.
type KeyForgetArgs struct{}

// Kind names the job in the queue.
func (KeyForgetArgs) Kind() string { return "key_forget" }
