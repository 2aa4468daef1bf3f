import type { FileDeed, FileResult } from '../../podRuntime';
import { streamError, uint32 } from './dialledStream';
import { deedPayloads, isLook, type Look, lookPayload } from './fileDeeds';
import { frameType } from './frames';
import { errnoName } from './linuxErrno';

/** The deeds that a dialler's sandbox is asked to do. */
export interface FileRequests {
  /** In order, until one fails. Rejects with a `code`: ETIMEDOUT without an answer, or with what `fail` was given. */
  run(deeds: readonly FileDeed[]): Promise<FileResult[]>;
  /** Takes in a DONE of the sandbox. */
  receive(stream: number, payload: Buffer): void;
  /** Nothing will be answered any more. */
  fail(error: Error): void;
}

/** One frame's answer. */
interface Answer {
  errno: number;
  data: Buffer;
  /** More of it can be asked for. */
  more: boolean;
}

interface Request {
  take(number: number, answer: Answer): void;
  fail(error: Error): void;
}

const recordLength = 8;
const moreFollows = 0x8000;
/** Frames that are under way at once: what a slow connection has in its buffers is not sent a second time. */
const window = 64;
const resendMs = 1000;
const patienceMs = 30_000;
/** A volume's group is changed file by file. */
const groupPatienceMs = 600_000;

/** `send` sends a frame; `newId` gives a number that no other stream of the wire has. */
export function createFileRequests(
  send: (stream: number, type: number, payload: Buffer) => void,
  newId: () => number,
): FileRequests {
  const requests = new Map<number, Request>();

  /** Answers in the order asked, up to the first that failed. */
  const ask = (payloads: readonly Buffer[], patience: number) =>
    new Promise<Answer[]>((resolve, reject) => {
      const id = newId();
      const answers: Answer[] = [];
      let sent = 0;
      let silentMs = 0;
      const sendUpTo = (end: number) => {
        for (; sent < Math.min(end, payloads.length); sent++) {
          send(id, frameType.do, Buffer.concat([uint32(sent), payloads[sent] ?? Buffer.alloc(0)]));
        }
      };
      const over = () => {
        clearInterval(timer);
        requests.delete(id);
      };
      const fail = (error: Error) => {
        over();
        reject(error);
      };
      const timer = setInterval(() => {
        silentMs += resendMs;
        if (silentMs > patience) return fail(streamError('ETIMEDOUT', 'the sandbox does not answer'));
        const end = sent;
        sent = answers.length;
        sendUpTo(end);
      }, resendMs);
      timer.unref();
      requests.set(id, {
        take: (number, answer) => {
          if (number !== answers.length) return;
          silentMs = 0;
          answers.push(answer);
          if (answer.errno || answers.length === payloads.length) {
            over();
            resolve(answers);
          } else sendUpTo(answers.length + window);
        },
        fail,
      });
      sendUpTo(window);
    });

  const change = async (deeds: readonly Exclude<FileDeed, Look>[]): Promise<FileResult[]> => {
    const known = deeds.map(deedPayloads);
    const tooLong = known.indexOf(undefined);
    const whole = tooLong < 0 ? deeds : deeds.slice(0, tooLong);
    const frames = known
      .slice(0, whole.length)
      .flatMap((payloads = [], index) => payloads.map((payload) => ({ index, payload })));
    const patience = deeds.some(({ kind }) => kind === 'group') ? groupPatienceMs : patienceMs;
    const answers = frames.length
      ? await ask(
          frames.map(({ payload }) => payload),
          patience,
        )
      : [];
    // The answer to a deed's last frame, or to the one it failed at, is the deed's.
    const results: FileResult[] = [];
    answers.forEach((answer, at) => {
      results[frames[at]?.index ?? 0] = resultOf(answer);
    });
    return tooLong >= 0 && results.length === tooLong && results.every(({ ok }) => ok)
      ? [...results, { ok: false, errno: 'ENAMETOOLONG' }]
      : results;
  };

  const look = async (deeds: readonly Look[]): Promise<FileResult[]> => {
    const found = deeds.map(() => Buffer.alloc(0));
    const results: FileResult[] = [];
    let open = deeds.map((deed, index) => ({ deed, index }));
    while (open.length > 0) {
      const payloads = open.map(({ deed, index }) => lookPayload(deed, progress(deed, found[index])));
      const tooLong = payloads.indexOf(undefined);
      if (tooLong >= 0) results[tooLong] = { ok: false, errno: 'ENAMETOOLONG' };
      const asked = (tooLong >= 0 ? payloads.slice(0, tooLong) : payloads).flatMap(
        (payload) => payload ?? [],
      );
      const answers = asked.length ? await ask(asked, patienceMs) : [];
      open = open.slice(0, answers.length).filter(({ deed, index }, at) => {
        const answer = answers[at];
        if (!answer) return false;
        const data = Buffer.concat([found[index] ?? Buffer.alloc(0), answer.data]);
        found[index] = data;
        results[index] = answer.errno ? resultOf(answer) : { ok: true, data };
        return answer.more && !(deed.kind === 'read' && data.length >= deed.maxBytes);
      });
    }
    const failed = results.findIndex((result) => result && !result.ok);
    return failed < 0 ? results : results.slice(0, failed + 1);
  };

  return {
    run: async (deeds) => {
      const results: FileResult[] = [];
      for (const part of partsOf(deeds)) {
        results.push(...(await (part.every(isLook) ? look(part) : change(part.filter(isChange)))));
        if (results.some(({ ok }) => !ok)) break;
      }
      return results;
    },
    receive: (stream, payload) => {
      if (payload.length < recordLength) return;
      const lengthAndMore = payload.readUInt16LE(6);
      requests.get(stream)?.take(payload.readUInt32LE(0), {
        errno: payload.readUInt16LE(4),
        data: payload.subarray(recordLength, recordLength + (lengthAndMore & ~moreFollows)),
        more: (lengthAndMore & moreFollows) !== 0,
      });
    },
    fail: (error) => {
      for (const request of [...requests.values()]) request.fail(error);
    },
  };
}

function resultOf({ errno, data }: Answer): FileResult {
  return errno ? { ok: false, errno: errnoName(errno) } : { ok: true, data };
}

/** Where a look goes on: names are counted, and each ends with a zero byte. */
function progress({ kind }: Look, found = Buffer.alloc(0)): number {
  return kind === 'read' ? found.length : found.reduce((count, byte) => count + (byte === 0 ? 1 : 0), 0);
}

function isChange(deed: FileDeed): deed is Exclude<FileDeed, Look> {
  return !isLook(deed);
}

/** Deeds after one another that are of one sort go out together; the next wait for their answers. */
function partsOf(deeds: readonly FileDeed[]): FileDeed[][] {
  const parts: FileDeed[][] = [];
  for (const deed of deeds) {
    const last = parts.at(-1);
    if (last?.[0] && isLook(last[0]) === isLook(deed)) last.push(deed);
    else parts.push([deed]);
  }
  return parts;
}
