# Tests. tests/LAYER/test_SUBJECT.c is one cmocka program that links that layer and the layers below it, nothing else.
# Tests of the whole program are tests/program/*.sh and C programs beside them.

TEST_BIN := $(patsubst tests/%.c,$(BUILD)/tests/%,$(TESTS))
PKG_TESTS_program := vterm sndfile
PKG_TESTS_terminal := vterm jack
layer_of = $(word 2,$(subst /, ,$(1)))
other_libs_for = $(foreach l,$(1) $(DEPS_$(1)),$(LIBS_$(l)))
pkgs_for = $(PKG_TESTS_$(1)) $(foreach l,$(1) $(DEPS_$(1)),$(PKG_$(l)))
terminal_objects := $(call obj_of,terminal) $(KEEP_LOADED)

# terminal/ is in no library: its tests link its objects, and the libraries of everything it may use.
libs_for = $(call lib_of,$(filter-out terminal program,$(1)) $(DEPS_$(1)))

$(BUILD)/tests/support/%.o: tests/support/%.c tests/support/*.h $(BUILD)/flags
	@mkdir -p $(@D)
	$(Q)$(CC) $(FY_CFLAGS) -Itests -c -o $@ $<

# A sound card's pace, for tests that play.
$(BUILD)/tests/support/pacer: $(BUILD)/tests/support/pacer.o
	$(Q)$(CC) -o $@ $^ $(FY_LDFLAGS)
$(filter $(BUILD)/tests/terminal/test_device_% $(BUILD)/tests/program/%,$(TEST_BIN)): | $(BUILD)/tests/support/pacer

# The process that the sound device runs in, for tests that are not the program.
$(BUILD)/tests/support/sound_child: $(BUILD)/tests/support/sound_child.o $(terminal_objects) \
                                    $(call lib_of,$(DEPS_terminal))
	$(Q)$(CC) -o $@ $(BUILD)/tests/support/sound_child.o $(terminal_objects) \
	    -Wl,--start-group $(call lib_of,$(DEPS_terminal)) -Wl,--end-group $(FY_LDFLAGS) \
	    $(call pkg_libs,$(PKG_ALL)) $(LIBS_ALL) $(LIBM)
$(filter $(BUILD)/tests/terminal/test_device%,$(TEST_BIN)): | $(BUILD)/tests/support/sound_child

# A disk that does not answer, for the program to be started with.
$(BUILD)/tests/support/stall.so: tests/support/stall.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(Q)$(CC) -std=c17 -O1 -Wall -Wextra -fPIC -shared -o $@ $< -ldl
$(BUILD)/tests/program/test_stalled: | $(BUILD)/tests/support/stall.so

.SECONDEXPANSION:
$(TEST_BIN): $(BUILD)/tests/%: tests/%.c $$(call libs_for,$$(call layer_of,tests/$$*)) \
             $$(if $$(filter terminal,$$(call layer_of,tests/$$*)),$(terminal_objects)) $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,TEST,$<)
	$(Q)$(CC) $(FY_CFLAGS) -Itests $(call pkg_cflags,$(PKG_ALL) $(PKG_TESTS)) -MMD -MP -o $@ $< \
	    $(if $(filter terminal,$(call layer_of,tests/$*)),$(terminal_objects)) \
	    -Wl,--start-group $(call libs_for,$(call layer_of,tests/$*)) -Wl,--end-group \
	    $(FY_LDFLAGS) $(call pkg_libs,$(call pkgs_for,$(call layer_of,tests/$*)) cmocka) \
	    $(call other_libs_for,$(call layer_of,tests/$*)) $(LIBM)

test: test-deps
	@$(MAKE) --no-print-directory all test-programs
	@BUILD=$(BUILD) CC="$(CC)" bash tests/run.sh $(ONLY)

test-programs: $(TEST_BIN)
.PHONY: test-programs

lint: lint-deps
	@bash tests/lint/selftest.sh && bash tests/lint/run.sh

# Each tests/bench/SUBJECT.c prints figures of its own; `make bench ONLY='formats'` runs some. They get the program's path.
BENCH_BIN := $(patsubst tests/%.c,$(BUILD)/tests/%,$(sort $(wildcard tests/bench/*.c)))
bench_wanted = $(if $(ONLY),$(foreach name,$(ONLY),$(filter $(BUILD)/tests/bench/$(name)%,$(BENCH_BIN))),$(BENCH_BIN))
$(BUILD)/tests/bench/sound: $(terminal_objects) $(call lib_of,ui) | $(BUILD)/tests/support/pacer
$(BUILD)/tests/bench/sound: bench_objects := $(terminal_objects) $(call lib_of,ui)
$(BUILD)/tests/bench/writing: $(call lib_of,ui)
$(BUILD)/tests/bench/writing: bench_objects := $(call lib_of,ui)
$(BENCH_BIN): $(BUILD)/tests/%: tests/%.c $(BUILD)/libfangyin.a $(BUILD)/flags
	@mkdir -p $(@D)
	$(Q)$(CC) $(FY_CFLAGS) -Itests $(call pkg_cflags,$(PKG_ALL) vterm cmocka) -MMD -MP -o $@ $< $(bench_objects) \
	    $(BUILD)/libfangyin.a $(FY_LDFLAGS) $(call pkg_libs,$(PKG_ALL) vterm cmocka) $(LIBS_ALL) $(LIBM)

bench: test-deps
	@$(MAKE) --no-print-directory all $(bench_wanted)
	@set -e; for bench in $(bench_wanted); do $$bench $(PROGRAM); done
