package ingest

import (
	"errors"
	"fmt"

	"google.golang.org/protobuf/encoding/protowire"
)

// Limits of one element. OpenStreetMap itself allows 2,000 nodes a way; what is far above is no map.
const (
	maxWayNodes = 65_536
	maxTags     = 4_096
	maxWords    = 1 << 20 // in the table of a block; 8,000 elements have far fewer
	maxGroups   = 1 << 16
)

// wireValue is a field of a message: bytes, or a number.
type wireValue struct {
	kind   protowire.Type
	number uint64
	bytes  []byte
}

// eachField goes through the fields of a message.
func eachField(message []byte, do func(field protowire.Number, value wireValue) error) error {
	for len(message) > 0 {
		field, kind, n := protowire.ConsumeTag(message)
		if n < 0 {
			return protowire.ParseError(n)
		}
		message = message[n:]
		value := wireValue{kind: kind}
		switch kind {
		case protowire.VarintType:
			value.number, n = protowire.ConsumeVarint(message)
		case protowire.BytesType:
			value.bytes, n = protowire.ConsumeBytes(message)
		default:
			n = protowire.ConsumeFieldValue(field, kind, message)
		}
		if n < 0 {
			return protowire.ParseError(n)
		}
		if err := do(field, value); err != nil {
			return err
		}
		message = message[n:]
	}
	return nil
}

// osmBlock is a PrimitiveBlock being checked.
type osmBlock struct {
	words     int // strings in its table
	word      func(i uint64) []byte
	scales    []byte // granularity and offsets, as they stood
	groups    [][]byte
	table     []byte
	out       []byte
	plain     denseNodes // nodes that stood one by one
	relations int        // turn restrictions
}

// wantedOf checks a PrimitiveBlock and gives a block with what is wanted of it: ways by id, keys, values and nodes,
// or dense nodes by id, place and tags. Versions, users and dates go. nil: nothing is left.
func (f *osmFrames) wantedOf(block []byte) ([]byte, error) {
	b, err := readOSMBlock(block)
	if err != nil {
		return nil, f.bad("%v", err)
	}
	var body []byte
	for _, g := range b.groups {
		b.out = b.out[:0]
		if err := b.group(g, f.wanted); err != nil {
			return nil, f.bad("%v", err)
		}
		if len(b.out) > 0 {
			body = protowire.AppendBytes(protowire.AppendTag(body, 2, protowire.BytesType), b.out)
		}
	}
	if len(b.plain.ids) > 0 {
		dense := protowire.AppendBytes(protowire.AppendTag(nil, 2, protowire.BytesType), b.plain.message())
		body = protowire.AppendBytes(protowire.AppendTag(body, 2, protowire.BytesType), dense)
	}
	f.restrictions += b.relations
	if body == nil {
		return nil, nil
	}
	whole := protowire.AppendBytes(protowire.AppendTag(nil, 1, protowire.BytesType), b.table)
	whole = append(append(whole, b.scales...), body...)
	if len(whole) > maxFlat {
		return nil, f.bad("it holds more than the format allows")
	}
	return whole, nil
}

func readOSMBlock(block []byte) (*osmBlock, error) {
	b := &osmBlock{}
	err := eachField(block, func(field protowire.Number, v wireValue) error {
		switch field {
		case 1:
			if b.table != nil || v.kind != protowire.BytesType {
				return errors.New("it has two tables of words")
			}
			b.table = v.bytes
		case 2:
			if v.kind != protowire.BytesType {
				return errors.New("a group is no message")
			}
			if b.groups = append(b.groups, v.bytes); len(b.groups) > maxGroups {
				return fmt.Errorf("it has more than %d groups", maxGroups)
			}
		case 17, 19, 20:
			if v.kind != protowire.VarintType || field == 17 && (v.number == 0 || v.number > 1e9) {
				return errors.New("its granularity or offset is no such number")
			}
			b.scales = protowire.AppendVarint(protowire.AppendTag(b.scales, field, protowire.VarintType), v.number)
		default: // the step of dates, which go
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var words [][]byte
	err = eachField(b.table, func(field protowire.Number, v wireValue) error {
		if field != 1 || v.kind != protowire.BytesType {
			return errors.New("its table of words holds something else")
		}
		if words = append(words, v.bytes); len(words) > maxWords {
			return fmt.Errorf("its table has more than %d words", maxWords)
		}
		return nil
	})
	b.words, b.word = len(words), func(i uint64) []byte { return words[i] }
	return b, err
}

// group checks one group and appends to out what is wanted of it.
func (b *osmBlock) group(group []byte, wanted osmKind) error {
	return eachField(group, func(field protowire.Number, v wireValue) error {
		if field <= 4 && v.kind != protowire.BytesType {
			return errors.New("an element is no message")
		}
		switch {
		case field == 1 && wanted == osmNodes:
			return b.node(v.bytes)
		case field == 2 && wanted == osmNodes:
			return b.dense(v.bytes)
		case field == 3 && wanted == osmWays:
			return b.way(v.bytes)
		case field == 4 && wanted == osmWays:
			return b.relation(v.bytes)
		}
		return nil
	})
}

// element keeps the wanted fields of an element, each at most once.
type element struct {
	id     uint64
	packed [11][]byte // fields 2, 3, 8, 9 and 10 in their packed form
	single [11]uint64 // fields 8 and 9 of a plain node
}

var errTwice = errors.New("an element has a field twice, or not in the packed form")

func (e *element) read(message []byte, packed ...protowire.Number) error {
	return eachField(message, func(field protowire.Number, v wireValue) error {
		if v.kind == protowire.VarintType && field <= 10 {
			e.single[field] = v.number
		}
		if field == 1 {
			e.id = v.number
		}
		for _, want := range packed {
			if field != want {
				continue
			}
			if e.packed[field] != nil || v.kind != protowire.BytesType {
				return errTwice
			}
			e.packed[field] = v.bytes
		}
		return nil
	})
}

// way checks a way: as many values as keys, words that exist, no more nodes than a way has.
func (b *osmBlock) way(message []byte) error {
	var e element
	if err := e.read(message, 2, 3, 8); err != nil {
		return err
	}
	where := fmt.Sprintf("way %d", int64(e.id))
	if _, err := b.tags(where, e.packed[2], e.packed[3]); err != nil {
		return err
	}
	refs, err := countNumbers(e.packed[8])
	if err != nil || refs > maxWayNodes {
		return fmt.Errorf("%s has nodes that cannot be read, or more than %d", where, maxWayNodes)
	}
	body := protowire.AppendVarint(protowire.AppendTag(nil, 1, protowire.VarintType), e.id)
	for _, field := range []protowire.Number{2, 3, 8} {
		if len(e.packed[field]) > 0 {
			body = protowire.AppendBytes(protowire.AppendTag(body, field, protowire.BytesType), e.packed[field])
		}
	}
	b.out = protowire.AppendBytes(protowire.AppendTag(b.out, 3, protowire.BytesType), body)
	return nil
}

// tags checks keys and values, and says whether they hold type=restriction.
func (b *osmBlock) tags(where string, keys, values []byte) (restriction bool, err error) {
	count := 0
	for len(keys) > 0 {
		k, n := protowire.ConsumeVarint(keys)
		v, m := protowire.ConsumeVarint(values)
		if n < 0 || m < 0 {
			return false, fmt.Errorf("%s has tags that cannot be read, or a key without a value", where)
		}
		if k >= uint64(b.words) || v >= uint64(b.words) {
			return false, fmt.Errorf("%s has a tag whose word is number %d of %d", where, max(k, v), b.words)
		}
		if count++; count > maxTags {
			return false, fmt.Errorf("%s has more than %d tags", where, maxTags)
		}
		keys, values = keys[n:], values[m:]
		restriction = restriction || string(b.word(k)) == "type" && string(b.word(v)) == "restriction"
	}
	if len(values) > 0 {
		return false, fmt.Errorf("%s has a value without a key", where)
	}
	return restriction, nil
}

// relation counts turn restrictions; nothing else is wanted of relations.
func (b *osmBlock) relation(message []byte) error {
	var e element
	if err := e.read(message, 2, 3); err != nil {
		return err
	}
	restriction, err := b.tags(fmt.Sprintf("relation %d", int64(e.id)), e.packed[2], e.packed[3])
	if restriction {
		b.relations++
	}
	return err
}

// dense checks dense nodes: as many latitudes and longitudes as ids, and tags of words that exist, closed for each node.
func (b *osmBlock) dense(message []byte) error {
	var e element
	if err := e.read(message, 1, 8, 9, 10); err != nil {
		return err
	}
	var counts [3]int
	for i, field := range []protowire.Number{1, 8, 9} {
		n, err := countNumbers(e.packed[field])
		if err != nil {
			return fmt.Errorf("its nodes cannot be read (%w)", err)
		}
		counts[i] = n
	}
	if counts[0] != counts[1] || counts[0] != counts[2] {
		return fmt.Errorf("it has %d nodes with %d latitudes and %d longitudes", counts[0], counts[1], counts[2])
	}
	if counts[0] == 0 {
		return nil
	}
	if err := b.denseTags(e.packed[10], counts[0]); err != nil {
		return err
	}
	var body []byte
	for _, field := range []protowire.Number{1, 8, 9, 10} {
		if len(e.packed[field]) > 0 {
			body = protowire.AppendBytes(protowire.AppendTag(body, field, protowire.BytesType), e.packed[field])
		}
	}
	b.out = protowire.AppendBytes(protowire.AppendTag(b.out, 2, protowire.BytesType), body)
	return nil
}

// denseTags checks the flat list of the tags of dense nodes: key, value, ..., 0 for each.
func (b *osmBlock) denseTags(list []byte, nodes int) error {
	if len(list) == 0 {
		return nil
	}
	closed, tags, value := 0, 0, false
	for len(list) > 0 {
		w, n := protowire.ConsumeVarint(list)
		if n < 0 || w >= uint64(max(b.words, 1)) {
			return fmt.Errorf("a tag of a node is word %d of %d, or cannot be read", w, b.words)
		}
		list = list[n:]
		if !value && w == 0 {
			closed, tags = closed+1, 0
			continue
		}
		if value = !value; value {
			tags++
		}
		if tags > maxTags {
			return fmt.Errorf("a node has more than %d tags", maxTags)
		}
	}
	if value || closed != nodes {
		return fmt.Errorf("the tags of %d nodes are listed for %d", nodes, closed)
	}
	return nil
}

// countNumbers counts the numbers of a packed field.
func countNumbers(packed []byte) (int, error) {
	count := 0
	for len(packed) > 0 {
		_, n := protowire.ConsumeVarint(packed)
		if n < 0 {
			return 0, protowire.ParseError(n)
		}
		packed = packed[n:]
		count++
	}
	return count, nil
}

// denseNodes collects nodes that stood one by one: the decoder reads dense ones only.
type denseNodes struct {
	ids, lats, lons, tags []byte
	id, lat, lon          int64
}

// node checks a plain node and keeps it among the dense ones. Its numbers are zigzag too.
func (b *osmBlock) node(message []byte) error {
	var e element
	if err := e.read(message, 2, 3); err != nil {
		return err
	}
	id := protowire.DecodeZigZag(e.id)
	if _, err := b.tags(fmt.Sprintf("node %d", id), e.packed[2], e.packed[3]); err != nil {
		return err
	}
	d := &b.plain
	d.ids, d.id = step(d.ids, id, d.id)
	d.lats, d.lat = step(d.lats, protowire.DecodeZigZag(e.single[8]), d.lat)
	d.lons, d.lon = step(d.lons, protowire.DecodeZigZag(e.single[9]), d.lon)
	for keys, values := e.packed[2], e.packed[3]; len(keys) > 0; {
		k, n := protowire.ConsumeVarint(keys)
		v, m := protowire.ConsumeVarint(values)
		if k != 0 { // word 0 closes a node
			d.tags = protowire.AppendVarint(protowire.AppendVarint(d.tags, k), v)
		}
		keys, values = keys[n:], values[m:]
	}
	d.tags = protowire.AppendVarint(d.tags, 0)
	return nil
}

func step(list []byte, v, last int64) ([]byte, int64) {
	return protowire.AppendVarint(list, protowire.EncodeZigZag(v-last)), v
}

func (d *denseNodes) message() (body []byte) {
	for _, part := range []struct {
		field protowire.Number
		list  []byte
	}{{1, d.ids}, {8, d.lats}, {9, d.lons}, {10, d.tags}} {
		body = protowire.AppendBytes(protowire.AppendTag(body, part.field, protowire.BytesType), part.list)
	}
	return body
}
