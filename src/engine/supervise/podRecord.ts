import type { NewEvent, PodEvent } from '../model/podEvent';
import type { PodCondition } from '../model/podStatus';
import { type ObservedPod, sandboxOf } from '../observe/observedPod';
import type { PodPlan } from '../plan/podPlan';
import type { PodRuntime, SandboxStatus } from '../runtime/podRuntime';
import type { Clock } from './clock';
import { emptyRecord, isEmpty, type KeptRecord, mergeRecords, type Probed } from './keptRecord';
import type { OneByOne } from './oneByOne';
import { canKeep, type FiledRecord, readRecord, writeRecord } from './recordFile';
import { within } from './within';

export interface PodRecordOptions {
  runtime: PodRuntime;
  clock: Clock;
  /** As it is now. */
  plan: () => PodPlan;
  /** By which Docker knows the plan's manifest. */
  specHash: () => string;
  observed: () => ObservedPod | undefined;
  /** What was kept with the pod is known now. */
  read: () => void;
  log: (error: unknown) => void;
  /** Shared by the pods of an engine: what a sandbox that does not run keeps, Docker must mount to read. */
  reading: OneByOne;
}

/** Between the first thing that is to be kept and its writing: what comes meanwhile is written with it. */
const saveMs = 200;
/** How long those who take the pod down wait for the last writing. */
const lastSaveMs = 1000;

/**
 * What happened to a pod, kept with it: in a file that its sandbox writes in a volume of the pod, so that every window
 * says the same and it outlives them all. Nothing that goes wrong with it holds the pod up.
 */
export class PodRecord {
  readonly #options: PodRecordOptions;
  /** As last read or written. */
  #saved: KeptRecord = emptyRecord;
  /** What is being written. */
  #saving: KeptRecord = emptyRecord;
  /** What came since. */
  #unsaved: KeptRecord = emptyRecord;
  /** Something of the pod stands. */
  #stands: boolean;
  #isRead: boolean;
  #reading: Promise<void> | undefined;
  /** Reads and writes go one after the other. */
  #last: Promise<void> = Promise.resolve();
  #cancelTurn: (() => void) | undefined;
  /** What was last written, until it is seen to have lasted. */
  #written: { writing: string; news: KeptRecord } | undefined;
  #disposed = false;

  constructor(options: PodRecordOptions) {
    this.#options = options;
    this.#stands = options.observed() !== undefined;
    this.#isRead = !this.#stands;
  }

  /** It is known what was kept with the pod before this window saw it. */
  get isRead(): boolean {
    return this.#isRead;
  }

  record({ container, at, ...event }: NewEvent): void {
    const { clock, plan } = this.#options;
    const time = new Date(at ?? clock.now()).toISOString();
    const isInit = plan().initContainers.some(({ name }) => name === container);
    const fieldPath = `spec.${isInit ? 'initContainers' : 'containers'}{${container}}`;
    const counted = { count: 1, firstTimestamp: time, lastTimestamp: time };
    this.#add({ events: [{ ...event, ...(container ? { fieldPath } : {}), ...counted }] });
  }

  /** Notes those that say something else than before, as changed at their time, or else now. */
  noteConditions(conditions: readonly PodCondition[]): void {
    if (!this.#isRead || !this.#stands) return;
    const before = this.conditions;
    const changed = conditions.filter(
      ({ type, status }) => before.find((known) => known.type === type)?.status !== status,
    );
    if (changed.length === 0) return;
    const now = new Date(this.#options.clock.now()).toISOString();
    this.#add({ conditions: changed.map((condition) => ({ lastTransitionTime: now, ...condition })) });
  }

  /** As they last changed. */
  get conditions(): readonly PodCondition[] {
    return this.#all.conditions;
  }

  noteProbed(containerId: string, probed: Probed): void {
    this.#add({ probed: { [containerId]: probed } });
  }

  /** What probes last found of a container, in this window or another. */
  probed(containerId: string): Probed | undefined {
    return this.#all.probed[containerId];
  }

  /** Oldest first: as they stand in the file, with those that are yet to be written. */
  async events(): Promise<PodEvent[]> {
    await this.#inTurn(() => this.#read());
    return this.#all.events;
  }

  /** What stands may be other than before: reads what was kept, once, and writes what could not be written so far. */
  look(): void {
    const stands = this.#options.observed() !== undefined;
    if (this.#stands && !stands) this.#forget();
    this.#stands = stands;
    if (!this.#isRead) this.#reading ??= this.#readFirst();
    else this.#saveSoon();
  }

  /** Writes at once what is unwritten, where the sandbox runs. Never rejects, and does not take long. */
  async save(): Promise<void> {
    this.#cancelTurn?.();
    this.#cancelTurn = undefined;
    if (!this.#target()) return;
    await within(
      this.#options.clock,
      lastSaveMs,
      this.#inTurn(() => this.#saveNow()),
    );
  }

  /** Writes once more, and no more. */
  dispose(): Promise<void> {
    this.#disposed = true;
    return this.save();
  }

  get #all(): KeptRecord {
    return [this.#saving, this.#unsaved].reduce(mergeRecords, this.#saved);
  }

  #add(news: Partial<KeptRecord>): void {
    this.#unsaved = mergeRecords(this.#unsaved, { ...emptyRecord, ...news });
    this.#saveSoon();
  }

  /** The pod is gone: what comes now happens to another. */
  #forget(): void {
    this.#saved = emptyRecord;
    this.#saving = emptyRecord;
    this.#unsaved = emptyRecord;
    this.#written = undefined;
    this.#isRead = true;
  }

  async #readFirst(): Promise<void> {
    const sandbox = sandboxOf(this.#options.observed());
    const runs = sandbox?.state === 'SANDBOX_READY' && !sandbox.paused;
    const read = () => this.#inTurn(() => this.#read());
    await (runs ? read() : this.#options.reading(read));
    this.#isRead = true;
    this.#options.read();
  }

  /** Takes in what stands in the file. A writing of ours that is not in it is to be done once more. */
  async #read(): Promise<FiledRecord | undefined> {
    const { runtime, plan, observed } = this.#options;
    const sandbox = sandboxOf(observed());
    const filed = sandbox && (await readRecord(runtime, plan(), sandbox));
    const { writing = '', news = emptyRecord } = this.#written ?? {};
    this.#written = undefined;
    if (!filed || !this.#stands) return undefined;
    if (!filed.writings.includes(writing)) this.#unsaved = mergeRecords(news, this.#unsaved);
    this.#saved = filed;
    return filed;
  }

  /** The sandbox that can write, where there is something to be written or to be seen to. */
  #target(): SandboxStatus | undefined {
    const { plan, specHash, observed } = this.#options;
    const sandbox = sandboxOf(observed());
    const isDone = isEmpty(this.#unsaved) && !this.#written;
    return !isDone && canKeep(plan(), specHash(), sandbox) ? sandbox : undefined;
  }

  #saveSoon(): void {
    if (this.#cancelTurn || this.#disposed || !this.#target()) return;
    this.#cancelTurn = this.#options.clock.after(saveMs, () => void this.save());
  }

  async #saveNow(): Promise<void> {
    const filed = await this.#read();
    const sandbox = this.#target();
    if (!sandbox || isEmpty(this.#unsaved)) return;
    const news = this.#unsaved;
    this.#saving = news;
    this.#unsaved = emptyRecord;
    try {
      const saved = await this.#write(sandbox, filed, news);
      // Unless the pod has gone meanwhile.
      if (this.#saving === news) this.#saved = saved;
      if (this.#saving === news) this.#written = { writing: saved.writings[0] ?? '', news };
    } catch (error) {
      if (this.#saving === news) this.#unsaved = mergeRecords(news, this.#unsaved);
      throw error;
    } finally {
      this.#saving = emptyRecord;
    }
    this.#saveSoon();
  }

  #write(sandbox: SandboxStatus, filed: FiledRecord | undefined, news: KeptRecord): Promise<FiledRecord> {
    const { runtime, plan, observed } = this.#options;
    const { probed, ...rest } = mergeRecords(filed ?? emptyRecord, news);
    const stands = new Set(observed()?.containers.map(({ id }) => id));
    const kept = Object.entries(probed).filter(([id]) => stands.has(id));
    const { writings = [] } = filed ?? {};
    const record = { ...rest, probed: Object.fromEntries(kept), writings };
    return writeRecord(runtime, plan(), sandbox, record);
  }

  /** Never rejects: one after the other, each to its end. */
  #inTurn(work: () => Promise<unknown>): Promise<void> {
    this.#last = this.#last.then(work).then(
      () => undefined,
      (error: unknown) => this.#options.log(error),
    );
    return this.#last;
  }
}
