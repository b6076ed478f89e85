# Fangyin. `make` builds, `make demo` shows it, `make test` tests it; CONTRIBUTING.md has the rest.
#   SAN=1       ASan and UBSan     SAN=thread  TSan     WERROR=1  warnings are errors     V=1  show commands     CC=clang
#   ONLY='grid/ sound/'            only the tests whose path has one of these

SHELL := /bin/bash
CC ?= cc
ifeq ($(origin CC),default)
CC := gcc
endif
V ?= 0
Q := $(if $(filter 0,$(V)),@)
say = $(if $(filter 0,$(V)),@printf '  %-7s %s\n' $(1) $(2))
ifeq ($(MAKELEVEL)$(filter -j%,$(MAKEFLAGS)),0)
MAKEFLAGS += -j$(shell nproc 2>/dev/null || sysctl -n hw.ncpu 2>/dev/null || echo 2)
endif
MAKEFLAGS += --no-builtin-rules

PREFIX ?= /usr/local
DESTDIR ?=
VERSION := 0.1.0

BUILD := build$(if $(filter-out gcc cc,$(notdir $(CC))),-$(notdir $(CC)))$(if $(SAN),-$(if $(filter thread,$(SAN)),tsan,san))

# ---- layers: each may include itself and what stands behind it ----
LAYERS := base grid formats signal sound language project compare team picture dataset ui
LIBRARY := base grid formats signal sound language project compare team picture dataset
DEPS_base :=
DEPS_grid := base
DEPS_formats := grid base
DEPS_signal := base
DEPS_sound := base
DEPS_language := grid base
DEPS_project := formats language sound grid base
DEPS_compare := language grid base
DEPS_team := compare project $(DEPS_project)
DEPS_dataset := team compare project $(DEPS_project) signal
DEPS_picture := project $(DEPS_project) signal
DEPS_ui := compare language grid signal base
# The program's own folders; they are in no library.
DEPS_terminal := ui project compare formats language sound signal grid base
DEPS_commands := terminal team picture dataset $(DEPS_terminal)
DEPS_main := commands $(DEPS_commands)

# Libraries each layer needs, by pkg-config name.
PKG_base := libutf8proc jansson nettle zlib
PKG_formats := expat
PKG_signal := fftw3f
PKG_language := opencc
PKG_sound := sndfile soxr
PKG_project := inih libxxhash
PKG_team := sqlite3 libpq
PKG_dataset := libarchive
PKG_picture := cairo pangocairo
PKG_terminal := portaudio-2.0 ncursesw
PKG_ALL := $(PKG_base) $(PKG_formats) $(PKG_signal) $(PKG_language) $(PKG_sound) $(PKG_project) $(PKG_team) $(PKG_dataset) $(PKG_picture) $(PKG_terminal)
PKG_TESTS := cmocka vterm jack

# ncurses asks for an older X/Open than ours.
pkg_cflags = $(filter-out -D_XOPEN_SOURCE=%,$(shell pkg-config --cflags $(1)))
pkg_libs = $(shell pkg-config --libs $(1))

# ---- flags ----
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wcast-qual -Wstrict-prototypes \
        -Wmissing-prototypes -Wold-style-definition -Wpointer-arith -Wwrite-strings -Wundef -Wvla -Wformat=2 \
        -Wswitch-enum -Wdouble-promotion -Wnull-dereference -Wimplicit-fallthrough
ifneq ($(findstring clang,$(CC)),clang)
WARN += -Wlogical-op -Wduplicated-cond -Wduplicated-branches -Wrestrict -Wjump-misses-init
endif
comma := ,
SAN_FLAGS := $(if $(SAN),$(if $(filter thread,$(SAN)),-fsanitize=thread,-fsanitize=address$(comma)undefined -fno-sanitize-recover=undefined) -fno-omit-frame-pointer)
CFLAGS ?= -O2 -g
FY_CFLAGS = -std=c17 -D_DEFAULT_SOURCE -D_XOPEN_SOURCE=700 $(WARN) $(if $(WERROR),-Werror) $(CFLAGS) $(SAN_FLAGS) \
            -Iinclude -Isrc -DFY_VERSION='"$(VERSION)"' -DFY_LOCALEDIR='"$(PREFIX)/share/locale"' -pthread
FY_LDFLAGS = $(LDFLAGS) $(SAN_FLAGS) -pthread
# What has no pkg-config file.
LIBS_sound := -lsonic
LIBS_ALL := $(LIBS_sound)
LIBM := -lm

# ---- what there is ----
src_of = $(sort $(wildcard src/$(1)/*.c))
obj_of = $(patsubst src/%.c,$(BUILD)/obj/%.o,$(call src_of,$(1)))
lib_of = $(patsubst %,$(BUILD)/layer/lib%.a,$(1))
PROGRAM := $(BUILD)/fangyin
PROGRAM_OBJ := $(patsubst src/%.c,$(BUILD)/obj/%.o,$(wildcard src/main.c)) $(call obj_of,commands) $(call obj_of,terminal)
TESTS := $(sort $(wildcard tests/*/test_*.c))
PO := $(sort $(wildcard src/po/*.po))
MO := $(patsubst src/po/%.po,$(BUILD)/locale/%/LC_MESSAGES/fangyin.mo,$(PO))

.PHONY: all po bench sources layers clean deps test-deps lint-deps demo pictures test lint install uninstall help FORCE
all: $(PROGRAM) $(MO) $(BUILD)/libfangyin.a $(BUILD)/fangyin.1

# For make lint: every source compiled, nothing linked; and the table above, a layer a line.
sources: $(PROGRAM_OBJ) $(call lib_of,$(LAYERS)) $(BUILD)/libfangyin.a
layers:
	@$(foreach layer,$(LAYERS) terminal commands main,echo '$(layer): $(DEPS_$(layer))';)

help:
	@sed -n '1,3p' Makefile | sed 's/^# //'

# A change of flags rebuilds everything.
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(FY_CFLAGS) $(FY_LDFLAGS)' | cmp -s - $@ || echo '$(CC) $(FY_CFLAGS) $(FY_LDFLAGS)' > $@

$(BUILD)/obj/%.o: src/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(FY_CFLAGS) $(call pkg_cflags,$(PKG_ALL)) -MMD -MP -c -o $@ $<

# The built-in tree of dialects, as numbers that dialects_builtin.c includes.
$(BUILD)/made/language/dialects_tsv.inc: src/language/dialects.tsv
	@mkdir -p $(@D)
	$(Q)od -An -v -tu1 $< | sed 's/  */,/g; s/^,//; s/$$/,/' >$@.new && mv $@.new $@
$(BUILD)/obj/language/dialects_builtin.o: $(BUILD)/made/language/dialects_tsv.inc
$(BUILD)/obj/language/dialects_builtin.o: FY_CFLAGS += -I$(BUILD)/made

define layer_rule
$$(BUILD)/layer/lib$(1).a: $$(call obj_of,$(1))
	@mkdir -p $$(@D)
	$$(call say,AR,$$@)
	$$(Q)rm -f $$@ && ar rcs $$@ $$^
endef
$(foreach layer,$(LAYERS),$(eval $(call layer_rule,$(layer))))

$(BUILD)/libfangyin.a: $(foreach layer,$(LIBRARY),$(call obj_of,$(layer)))
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^

# tests/support/keep_loaded.c says why.
KEEP_LOADED := $(if $(SAN),$(BUILD)/tests/support/keep_loaded.o)
$(PROGRAM): $(PROGRAM_OBJ) $(KEEP_LOADED) $(call lib_of,ui) $(BUILD)/libfangyin.a
	$(call say,LINK,$@)
	$(Q)$(CC) -o $@ $^ $(FY_LDFLAGS) $(call pkg_libs,$(PKG_ALL)) $(LIBS_ALL) $(LIBM)

$(BUILD)/locale/%/LC_MESSAGES/fangyin.mo: src/po/%.po
	@mkdir -p $(@D)
	$(call say,MSGFMT,$@)
	$(Q)msgfmt --check -o $@ $<

# Brings src/po up to date with the messages in the sources; what is then untranslated is for a translator.
po:
	@bash src/po/update.sh $(BUILD)/fangyin.pot

# The manual page, with the keys and the rules as the program's own tables have them.
$(BUILD)/fangyin.1: src/man/fangyin.1.in src/man/keys.awk src/man/rules.awk $(PROGRAM)
	$(call say,MAN,$@)
	$(Q)LC_ALL=C.UTF-8 LANGUAGE=en $(PROGRAM) keys >$@.keys && awk -f src/man/keys.awk $@.keys >$@.roff
	$(Q)LC_ALL=C.UTF-8 LANGUAGE=en $(PROGRAM) check --rules >$@.rules && awk -f src/man/rules.awk $@.rules >$@.rules.roff
	$(Q)sed -e 's|@VERSION@|$(VERSION)|' -e '/^@KEYS@$$/{r $@.roff' -e 'd;}' -e '/^@RULES@$$/{r $@.rules.roff' -e 'd;}' src/man/fangyin.1.in >$@.new
	$(Q)rm $@.keys $@.roff $@.rules $@.rules.roff && mv $@.new $@

include tests/tests.mk

# ---- a fresh machine ----
deps:
	@bash src/packaging/install-deps.sh build
test-deps:
	@bash src/packaging/install-deps.sh build test
lint-deps:
	@bash src/packaging/install-deps.sh build test lint

# The pictures in README.md, of the samples.
PICTURES := src/doc/yue.png src/doc/shengdiao.png
pictures: all
	@$(PROGRAM) picture samples/yue.flac --from 3.48 --to 8.98 --tiers text,dialect --width 1000 -o src/doc/yue.png
	@$(PROGRAM) picture --tone --by tone samples/shengdiao.flac --width 1100 -o src/doc/shengdiao.png
	@ls -l $(PICTURES)

demo: deps
	@$(MAKE) --no-print-directory all
	@bash src/packaging/demo.sh $(PROGRAM)

install: all
	install -Dm755 $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/fangyin
	install -Dm644 $(BUILD)/libfangyin.a $(DESTDIR)$(PREFIX)/lib/libfangyin.a
	install -d $(DESTDIR)$(PREFIX)/include/fangyin
	install -m644 include/fangyin/*.h $(DESTDIR)$(PREFIX)/include/fangyin/
	install -d $(DESTDIR)$(PREFIX)/lib/pkgconfig
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@VERSION@|$(VERSION)|' \
	    -e 's|@REQUIRES@|$(foreach layer,$(LIBRARY),$(PKG_$(layer)))|' src/packaging/fangyin.pc.in \
	    > $(DESTDIR)$(PREFIX)/lib/pkgconfig/fangyin.pc
	install -Dm644 $(BUILD)/fangyin.1 $(DESTDIR)$(PREFIX)/share/man/man1/fangyin.1
	for mo in $(patsubst $(BUILD)/locale/%,%,$(MO)); do \
	    install -Dm644 $(BUILD)/locale/$$mo $(DESTDIR)$(PREFIX)/share/locale/$$mo; done

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/fangyin $(DESTDIR)$(PREFIX)/lib/libfangyin.a
	rm -f $(DESTDIR)$(PREFIX)/lib/pkgconfig/fangyin.pc $(DESTDIR)$(PREFIX)/share/man/man1/fangyin.1
	rm -rf $(DESTDIR)$(PREFIX)/include/fangyin
	rm -f $(patsubst $(BUILD)/locale/%,$(DESTDIR)$(PREFIX)/share/locale/%,$(MO))

clean:
	rm -rf build build-*

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
