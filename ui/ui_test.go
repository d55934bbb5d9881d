package ui_test

import (
	"io/fs"
	"os"
	"strings"
	"testing"

	"doorstep/ui"
)

func TestThePageIsThereWithAndWithoutABuild(t *testing.T) {
	page, err := fs.ReadFile(ui.FS(), "index.html")
	if err != nil {
		t.Fatalf("the root page cannot be read: %v", err)
	}
	want := "is not built in"
	if ui.Built() {
		want = `id="app"`
	}
	if !strings.Contains(string(page), want) {
		t.Errorf("the root page lacks %q:\n%s", want, page)
	}
}

func TestABuildCarriesItsOwnSettingsAndScripts(t *testing.T) {
	if !ui.Built() {
		if os.Getenv("CI") == "true" {
			t.Fatal("the page is not built: cd ui && npm ci && npm run build")
		}
		t.Skip("the page is not built: cd ui && npm ci && npm run build")
	}
	for _, name := range []string{"config.json", "icon.svg"} {
		if _, err := fs.Stat(ui.FS(), name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	scripts, err := fs.Glob(ui.FS(), "assets/*.js")
	if err != nil || len(scripts) == 0 {
		t.Errorf("the build holds no scripts under assets/ (%v)", err)
	}
}
