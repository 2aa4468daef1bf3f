/* The connections that pause keeps for the engine inside the pod's network namespace. */
#pragma once
#include "frames.h"

enum { STREAMS = 128, CLIENTS = 16, UPLOAD = 32 * 1024 };

/* Does what one frame asks. What is to be answered is noted at the stream and put out by `streams_answer`. */
void streams_frame(const struct frame *frame, s64 now);
/* Fills in `STREAMS` entries; those of streams that wait for nothing have the descriptor -1. */
void streams_interest(struct pollfd *fds, const struct writer *out);
/* Moves bytes where the descriptors are ready. Before any frame of the same turn, which may close and open others. */
void streams_ready(const struct pollfd *fds, struct writer *out);
/* Queues what is owed to the clients, as far as there is room. */
void streams_answer(struct writer *out);
/* Drops the clients that were not heard of for that long, with all their streams. */
void streams_forget(s64 now, s64 client_ms);
/* Whether anybody is known, so that `streams_forget` has something to do. */
int streams_clients(void);
/* Nobody hears us any more. */
void streams_drop_all(void);
