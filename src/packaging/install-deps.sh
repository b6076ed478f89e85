#!/bin/bash
# Installs what is missing to build, test or lint Fangyin: install-deps.sh [build] [test] [lint]
# Says first what is missing, and does nothing when all is there. Debian and its kin: apt-get; macOS: Homebrew; elsewhere it
# prints the list and stops with status 1.
set -u

# How a thing is found: "pc" asks pkg-config, "command" looks for a program, "file" for a path, "header" compiles an include. CC stands for
# the compiler that make was told to use.
#    for    found by                Debian             Homebrew
table='
     build  command:CC              CC                 -
     build  header:stdio.h          libc6-dev          -
     build  command:make            make               make
     build  command:pkg-config      pkg-config         pkgconf
     build  command:msgfmt          gettext            gettext
     build  pc:portaudio-2.0        portaudio19-dev    portaudio
     build  pc:sndfile              libsndfile1-dev    libsndfile
     build  pc:soxr                 libsoxr-dev        libsoxr
     build  header:sonic.h          libsonic-dev       -
     build  pc:fftw3f               libfftw3-dev       fftw
     build  pc:ncursesw             libncurses-dev     ncurses
     build  file:/usr/share/terminfo/x/xterm-direct ncurses-term -
     build  pc:libutf8proc          libutf8proc-dev    utf8proc
     build  pc:inih                 libinih-dev        inih
     build  pc:libxxhash            libxxhash-dev      xxhash
     build  pc:sqlite3              libsqlite3-dev     sqlite
     build  pc:libpq                libpq-dev          libpq
     build  pc:nettle               nettle-dev         nettle
     build  pc:expat                libexpat1-dev      expat
     build  pc:jansson              libjansson-dev     jansson
     build  pc:opencc               libopencc-dev      opencc
     build  pc:cairo                libcairo2-dev      cairo
     build  pc:pangocairo           libpango1.0-dev    pango
     build  pc:zlib                 zlib1g-dev         zlib
     build  pc:libarchive           libarchive-dev     libarchive
     test   pc:cmocka               libcmocka-dev      cmocka
     test   pc:vterm                libvterm-dev       libvterm
     test   pc:jack                 libjack-jackd2-dev jack
     test   command:jackd           jackd2             jack
     test   command:git             git                git
     test   command:tmux            tmux               tmux
     test   command:ffmpeg          ffmpeg             ffmpeg
     test   command:praat           praat              praat
     test   command:xmllint         libxml2-utils      libxml2
     test   command:sctk            sctk               -
     test   command:espeak-ng       espeak-ng          espeak-ng
     test   command:pocketsphinx_continuous pocketsphinx -
     test   file:/usr/share/pocketsphinx/model/en-us pocketsphinx-en-us -
     test   command:python3         python3            python3
     test   command:sox             sox                sox
     test   file:/usr/lib/postgresql/*/bin/initdb postgresql postgresql
     lint   command:clang           clang              llvm
     lint   command:xgettext        gettext            gettext
     lint   command:nm              binutils           binutils
'

found() {
    case $1 in
    pc:*) pkg-config --exists "${1#pc:}" 2>/dev/null ;;
    command:*) command -v "${1#command:}" >/dev/null 2>&1 ;;
    file:*) compgen -G "${1#file:}" >/dev/null ;;
    header:*) echo "#include <${1#header:}>" | ${CC:-cc} -E -x c - >/dev/null 2>&1 ;;
    esac
}

# On macOS these are not where pkg-config looks by itself.
if command -v brew >/dev/null 2>&1; then
    brew_prefix=$(brew --prefix)
    export PKG_CONFIG_PATH="$brew_prefix/opt/ncurses/lib/pkgconfig:${PKG_CONFIG_PATH:-}"
fi

[ $# -gt 0 ] || set -- build
compiler=${CC:-gcc}
compiler=${compiler%% *}
[ "$compiler" = cc ] && compiler=gcc
debian= homebrew= missing=
while read -r purpose how deb brew; do
    case " $* " in *" $purpose "*) ;; *) continue ;; esac
    [ "$deb" = CC ] && how=command:$compiler deb=$compiler
    found "$how" && continue
    missing="$missing ${how#*:}"
    case " $debian " in *" $deb "*) ;; *) debian="$debian $deb" ;; esac
    [ "$brew" = - ] || case " $homebrew " in *" $brew "*) ;; *) homebrew="$homebrew $brew" ;; esac
done <<EOF
$(printf '%s' "$table" | grep .)
EOF
[ -n "$missing" ] || exit 0
echo "Missing on this machine:$missing"

as_root=
if [ "$(id -u)" != 0 ]; then
    as_root=sudo
fi

install_debian() {
    if [ -n "$as_root" ] && ! command -v sudo >/dev/null 2>&1; then
        echo "Installing needs root, and there is no sudo here. As root, run: apt-get install$debian" >&2
        return 1
    fi
    # Without lists of packages, as on a machine just made, nothing can be found.
    if ! ls /var/lib/apt/lists/*_Packages* >/dev/null 2>&1; then
        $as_root apt-get -q update || return 1
    fi
    set -- install -q -y --no-install-recommends $debian
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get "$@" && return 0
    # The lists may be older than what the mirror still has.
    $as_root apt-get -q update && $as_root env DEBIAN_FRONTEND=noninteractive apt-get "$@"
}

if command -v apt-get >/dev/null 2>&1; then
    echo "Installing with apt-get:$debian"
    if ! install_debian; then
        echo "The packages could not be installed. What apt-get said stands above; then run make again." >&2
        exit 1
    fi
elif command -v brew >/dev/null 2>&1; then
    echo "Installing with Homebrew:$homebrew"
    if ! brew install $homebrew; then
        echo "The packages could not be installed. What brew said stands above; then run make again." >&2
        exit 1
    fi
else
    echo "Please install them with this system's package manager. Debian calls the packages:$debian" >&2
    exit 1
fi
