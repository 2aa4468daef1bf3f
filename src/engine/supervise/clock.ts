/** Time as the supervisor sees it: injected, so that five minutes of back-off take a test no time. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls once after the milliseconds given; returns the cancel. */
  after(ms: number, call: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, call) => {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};
