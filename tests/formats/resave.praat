# Read a TextGrid, say all that is in it, and save it beside: OUT.long, OUT.short (UTF-8), OUT.chronological, OUT.binary,
# OUT.utf16, and with a Sound and a copy as OUT.collection and OUT.collection.binary.
form: "resave"
  infile: "in", ""
  outfile: "out", ""
endform
Read from file: in$
tiers = Get number of tiers
first = Get start time
last = Get end time
appendInfoLine: "grid ", first, " ", last, " ", tiers
for tier to tiers
  name$ = Get tier name: tier
  isInterval = Is interval tier: tier
  if isInterval
    count = Get number of intervals: tier
    appendInfoLine: "intervals ", count, " [", name$, "]"
    for i to count
      a = Get start time of interval: tier, i
      b = Get end time of interval: tier, i
      label$ = Get label of interval: tier, i
      appendInfoLine: a, " ", b, " [", label$, "]"
    endfor
  else
    count = Get number of points: tier
    appendInfoLine: "points ", count, " [", name$, "]"
    for i to count
      a = Get time of point: tier, i
      label$ = Get label of point: tier, i
      appendInfoLine: a, " [", label$, "]"
    endfor
  endif
endfor
Text writing preferences: "UTF-8"
Save as text file: out$ + ".long"
Save as short text file: out$ + ".short"
Save as chronological text file: out$ + ".chronological"
Save as binary file: out$ + ".binary"
grid = selected ("TextGrid")
copy = Copy: "copy"
sound = Create Sound from formula: "s", 1, 0, 0.001, 8000, "0.1"
selectObject: grid, sound, copy
Save as text file: out$ + ".collection"
Save as short text file: out$ + ".collection.short"
Save as binary file: out$ + ".collection.binary"
selectObject: grid
Text writing preferences: "UTF-16"
Save as text file: out$ + ".utf16"
