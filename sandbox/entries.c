#include "entries.h"

long each_entry(int directory, long (*visit)(int directory, const char *name, void *with), void *with) {
  u8 entries[2048];
  long n;
  while ((n = sys(getdents64, directory, entries, sizeof entries)) > 0) {
    for (long at = 0; at < n; at += entries[at + 16] | entries[at + 17] << 8) {
      const char *name = (const char *)entries + at + 19;
      if (text_equal(name, ".") || text_equal(name, "..")) continue;
      long result = visit(directory, name, with);
      if (result < 0) return result;
    }
  }
  return n;
}
