/* What stands in a directory. */
#pragma once
#include "sys.h"

/* Calls for every entry of the directory that is open, without . and .. Stops at the first that answers less than 0. */
long each_entry(int directory, long (*visit)(int directory, const char *name, void *with), void *with);
