import { type PodEngineApi, type PodKey, podKeyString } from '../../engine';
import type { PodLife } from '../../webview/protocol';

export interface PodLifeFeed {
  /** As read last; of a pod that is gone its last. */
  readonly life: PodLife;
  /** While true a change of the pod is read and told. */
  setLive(live: boolean): void;
  dispose(): void;
}

/** Reads a pod's conditions and events whenever it changes while somebody looks. */
export function podLifeFeed(engine: PodEngineApi, key: PodKey, onLife: (life: PodLife) => void): PodLifeFeed {
  let life: PodLife = { conditions: [], events: [] };
  let live = false;
  let reading = false;
  let again = false;

  const read = async () => {
    again = reading;
    if (reading || !live) return;
    reading = true;
    const events = await engine.events(key).catch(() => undefined);
    reading = false;
    const snapshot = engine.pod(key);
    if (live && snapshot && events) {
      life = { conditions: snapshot.status.conditions, events };
      onLife(life);
    }
    if (again) await read();
  };
  const own = podKeyString(key);
  const unsubscribe = engine.onDidChangePods((keys) => {
    if (keys.some((changed) => podKeyString(changed) === own)) void read();
  });
  return {
    get life() {
      return life;
    },
    setLive(wanted) {
      if (live === wanted) return;
      live = wanted;
      void read();
    },
    dispose() {
      live = false;
      unsubscribe();
    },
  };
}
