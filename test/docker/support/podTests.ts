import type { PodEngineApi } from '../../../src/engine/podEngineApi';
import type { TrialOptions } from './engineTrial';
import { type ManifestTrial, manifestTrial, type RunningPod } from './manifestTrial';

/** What one test works with: pods that it runs are removed when it is through. */
export interface PodTrial {
  run(text: string): Promise<RunningPod>;
  /** Puts objects in the place of those known before. */
  apply(text: string): void;
  namespace: string;
  podEngine: PodEngineApi;
}

/** Tests that run manifests in a namespace of their own. Where one shows several things, each title is a test of its outcome. */
export function podTests(
  topic: string,
  define: (test: (titles: string | string[], body: (trial: PodTrial) => Promise<void>) => void) => void,
  options?: Omit<TrialOptions, 'objects'>,
): void {
  describe(topic, function () {
    this.timeout(90_000);
    // Not before: the list of statements is made by loading these files without a Docker.
    let trial: ManifestTrial;
    before(() => {
      trial = manifestTrial(options);
    });
    after(() => trial.dispose());

    define((titles, body) => {
      let outcome: Promise<void> | undefined;
      const perform = async () => {
        const running: RunningPod[] = [];
        const own: PodTrial = {
          namespace: trial.namespace,
          podEngine: trial.podEngine,
          apply: trial.apply,
          run: async (text) => {
            const pod = await trial.run(text);
            running.push(pod);
            return pod;
          },
        };
        try {
          await body(own);
        } finally {
          await Promise.all(running.map((pod) => pod.remove()));
        }
      };
      for (const title of [titles].flat()) {
        it(title, () => {
          outcome ??= perform();
          return outcome;
        });
      }
    });
  });
}
