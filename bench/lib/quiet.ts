import { cpus } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

const lookMs = 60;
const idleEnough = 0.85;

/**
 * Waits until the processors have been mostly idle for a moment: Docker and the kernel go on tidying up after an
 * answer, and the next measurement shall not pay for the last one. Goes on after `atMostMs` in any case.
 */
export async function quiet(atMostMs = 1000): Promise<void> {
  const end = performance.now() + atMostMs;
  for (let before = cpuTimes(); performance.now() < end; ) {
    await delay(lookMs);
    const now = cpuTimes();
    if ((now.idle - before.idle) / (now.all - before.all) >= idleEnough) return;
    before = now;
  }
}

function cpuTimes(): { idle: number; all: number } {
  let idle = 0;
  let all = 0;
  for (const { times } of cpus()) {
    idle += times.idle;
    all += times.user + times.nice + times.sys + times.irq + times.idle;
  }
  return { idle, all };
}
