# Read a TextGrid, say all that is in it, and save it in three ways beside: OUT.long, OUT.short (UTF-8), OUT.utf16.
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
Text writing preferences: "UTF-16"
Save as text file: out$ + ".utf16"
