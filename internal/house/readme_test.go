package house

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestTheReadmeMapsEveryFolderThatIsThereAndNoOther(t *testing.T) {
	root := moduleRoot(t)
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	var named []string
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z/]+)` \\|").FindAllStringSubmatch(string(text), -1) {
		named = append(named, m[1])
		if info, err := os.Stat(filepath.Join(root, m[1])); err != nil || !info.IsDir() {
			t.Errorf("README.md names the folder %s, which is not there", m[1])
		}
	}
	if len(named) < 10 {
		t.Fatalf("only %d folders were read", len(named))
	}
	folders := 0
	err = filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() || name == root {
			return err
		}
		if strings.HasPrefix(d.Name(), ".") || slices.Contains([]string{"node_modules", "bin", "tmp"}, d.Name()) {
			return fs.SkipDir
		}
		here, err := filepath.Glob(filepath.Join(name, "*.go"))
		if err != nil || len(here) == 0 {
			return err
		}
		folders++
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		// A folder is named itself, or is a part of one that is.
		if !slices.ContainsFunc(named, func(n string) bool { return rel == n || strings.HasPrefix(rel, n+"/") }) {
			t.Errorf("README.md does not say what %s holds", rel)
		}
		return nil
	})
	if err != nil || folders < 10 {
		t.Fatalf("%d folders read: %v", folders, err)
	}
}

func TestTheMakefileHasADoorToEveryTask(t *testing.T) {
	root := moduleRoot(t)
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	for _, target := range []string{"demo", "test", "check", "bench", "dev", "schema", "clean", "deps"} {
		if !regexp.MustCompile(`(?m)^` + target + `:.*## .`).Match(makefile) {
			t.Errorf("make %s is missing, or says nothing of itself", target)
		}
	}
	for _, name := range []string{"README.md", "CONTRIBUTING.md"} {
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile("(?m)(?:^|`)make ([a-z]+)").FindAllStringSubmatch(string(text), -1) {
			if !regexp.MustCompile(`(?m)^` + m[1] + `:`).Match(makefile) {
				t.Errorf("%s says make %s, which the Makefile does not have", name, m[1])
			}
		}
	}
}

func TestNoFileNamesARegistryOrAMachine(t *testing.T) {
	root := moduleRoot(t)
	// Any package registry by the usual first word of its host, a lock file's addresses, and this very machine.
	banned := regexp.MustCompile(`://(registry|proxy|files|deb|index|pypi|npm)\.[a-z]|"resolved":|` + regexp.QuoteMeta(root+"/"))
	files := 0
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name != root && slices.Contains([]string{".git", ".tools", "node_modules", "bin", "tmp", "dist"}, d.Name()) {
				return fs.SkipDir
			}
			return nil
		}
		info, err := d.Info()
		if err != nil || info.Size() > 4<<20 || !info.Mode().IsRegular() || filepath.Base(name) == "readme_test.go" {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		files++
		if found := banned.Find(text); found != nil {
			rel, _ := filepath.Rel(root, name)
			t.Errorf("%s says %s", rel, found)
		}
		return nil
	})
	if err != nil || files < 100 {
		t.Fatalf("%d files read: %v", files, err)
	}
}
