/* What pause does with the files of its pod, for the engine: one deed a frame, each of which may be done again. */
#pragma once
#include "frames.h"

/*
 * Does what a DO asks and queues its DONE. The deeds of one request count up from 0 and are done in that order, each
 * once: one that comes too early (a frame before it was torn) or again is passed over, and so are all after one that
 * failed. Who asks asks again for what stays unanswered.
 */
void files_frame(const struct frame *frame, struct writer *out);
