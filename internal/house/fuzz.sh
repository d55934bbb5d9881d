#!/usr/bin/env bash
# Fuzzes every decoder there is for the time given, one after the other: fuzz.sh 10s. Fails where one
# breaks (the input that broke it is kept under the package's testdata/fuzz) and where there is none.
set -euo pipefail
cd "$(dirname "$0")/../.."
time="${1:-60s}"
count=0
while IFS=: read -r file name; do
	folder="./$(dirname "$file")"
	echo "fuzz $time $folder $name"
	go test "$folder" -run '^$' -fuzz "^$name\$" -fuzztime "$time" | grep -E -- '--- FAIL|panic|new interesting|^ok|FAIL|Failing input' | tail -n 2
	count=$((count + 1))
done < <(git grep -oE '^func Fuzz[A-Za-z0-9]+' -- '*_test.go' | sed 's/:func /:/')
((count > 0)) || { echo "fuzz.sh: no decoder found to fuzz" >&2; exit 1; }
echo "$count decoders fuzzed for $time each, none broke"
