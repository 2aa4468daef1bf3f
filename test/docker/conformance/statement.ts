import { type ManifestTrial, manifestTrial, type RunningPod } from '../support/manifestTrial';

/** What a statement's test works with: pods that it runs are removed when it is through. */
export interface StatementTrial {
  run(text: string): Promise<RunningPod>;
  /** Puts objects in the place of those known before. */
  apply(text: string): void;
  namespace: string;
}

/**
 * The tests of one file of statements, each named by the title of Kubernetes' own end-to-end test, as
 * docs/CONFORMANCE.md lists them. Where one test shows several statements, each of them is a test with its outcome.
 */
export function statements(
  topic: string,
  define: (
    statement: (titles: string | string[], body: (trial: StatementTrial) => Promise<void>) => void,
  ) => void,
): void {
  describe(`conformance: ${topic}`, function () {
    this.timeout(90_000);
    // Not before: the list of statements is made by loading these files without a Docker.
    let trial: ManifestTrial;
    before(() => {
      trial = manifestTrial();
    });
    after(() => trial.dispose());

    define((titles, body) => {
      let outcome: Promise<void> | undefined;
      const perform = async () => {
        const running: RunningPod[] = [];
        const own: StatementTrial = {
          namespace: trial.namespace,
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
