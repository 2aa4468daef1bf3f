import assert from 'node:assert/strict';
import { type PodTrial, podTests } from '../support/podTests';

/** Runs containers once, and gives what the one named `main` prints. */
async function output({ run }: PodTrial, text: string): Promise<string> {
  const pod = await run(text);
  assert.equal(await pod.ended(30_000), 'Succeeded');
  return pod.log('main');
}

podTests('hard cases: environment and commands', (test) => {
  test('hard case 21: names, addresses and resources of the pod in the environment', async (trial) => {
    const text = await output(
      trial,
      `
apiVersion: v1
kind: Pod
metadata: { name: facts, labels: { app: web }, annotations: { a/b: "an annotation" } }
spec:
  restartPolicy: Never
  serviceAccountName: builder
  containers:
    - name: main
      image: busybox:1.37
      command: [sh, -c, 'printf "%s|" "$NAME" "$NS" "$SA" "$LABEL" "$ANNOTATION" "$MEMORY" "$NODE" "$IP"; hostname -i']
      resources: { requests: { memory: 32Mi } }
      env:
        - { name: NAME, valueFrom: { fieldRef: { fieldPath: metadata.name } } }
        - { name: NS, valueFrom: { fieldRef: { fieldPath: metadata.namespace } } }
        - { name: SA, valueFrom: { fieldRef: { fieldPath: spec.serviceAccountName } } }
        - { name: LABEL, valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } }
        - { name: ANNOTATION, valueFrom: { fieldRef: { fieldPath: "metadata.annotations['a/b']" } } }
        - { name: MEMORY, valueFrom: { resourceFieldRef: { resource: requests.memory } } }
        - { name: NODE, valueFrom: { fieldRef: { fieldPath: spec.nodeName } } }
        - { name: IP, valueFrom: { fieldRef: { fieldPath: status.podIP } } }
`,
    );
    const [name, namespace, account, label, annotation, memory, node, ip, own] = text.split('|');
    assert.deepEqual(
      [name, namespace, account, label, annotation, memory],
      ['facts', trial.namespace, 'builder', 'web', 'an annotation', '33554432'],
    );
    assert.ok(node);
    assert.equal(ip, own);
  });

  test('hard case 22: variables made of others, in their order, escaped and unresolved', async (trial) => {
    const text = await output(
      trial,
      `
apiVersion: v1
kind: Pod
metadata: { name: dependent }
spec:
  restartPolicy: Never
  containers:
    - name: main
      image: busybox:1.37
      command: [sh, -c, 'for name; do env | sed -n "s/^$name=//p"; done', sh, TOO_EARLY, ADDRESS, ESCAPED]
      env:
        - { name: TOO_EARLY, value: "$(SCHEME)://10.0.0.1:80" }
        - { name: SCHEME, value: https }
        - { name: ADDRESS, value: "$(SCHEME)://10.0.0.1:80" }
        - { name: ESCAPED, value: "$$(SCHEME)://10.0.0.1:80" }
`,
    );
    assert.equal(text, '$(SCHEME)://10.0.0.1:80\nhttps://10.0.0.1:80\n$(SCHEME)://10.0.0.1:80');
  });

  test('hard case 23: variables in command and args, those of a ConfigMap too; what is none stays for the shell', async (trial) => {
    const text = await output(
      trial,
      `
apiVersion: v1
kind: Pod
metadata: { name: words }
spec:
  restartPolicy: Never
  containers:
    - name: main
      image: busybox:1.37
      command: [sh, -c]
      args: ['echo $(LEVEL) $(KIND) $(echo by the shell)']
      env: [{ name: KIND, valueFrom: { configMapKeyRef: { name: settings, key: kind } } }]
      envFrom: [{ configMapRef: { name: settings } }]
---
{ apiVersion: v1, kind: ConfigMap, metadata: { name: settings }, data: { kind: charm, LEVEL: very } }
`,
    );
    assert.equal(text, 'very charm by the shell');
  });

  test('hard case 25: all keys of an object, with prefix and precedence; a name that is none is left out', async (trial) => {
    const text = await output(
      trial,
      `
apiVersion: v1
kind: Pod
metadata: { name: all-keys }
spec:
  restartPolicy: Never
  containers:
    - name: main
      image: busybox:1.37
      command: [sh, -c, 'echo $first $second $own $P_first; env | grep -c "="']
      env: [{ name: own, value: explicit }]
      envFrom:
        - configMapRef: { name: one }
        - secretRef: { name: two }
        - { prefix: P_, configMapRef: { name: one } }
        - configMapRef: { name: nowhere, optional: true }
---
{ apiVersion: v1, kind: ConfigMap, metadata: { name: one }, data: { first: one, second: one, own: one } }
---
{ apiVersion: v1, kind: Secret, metadata: { name: two }, stringData: { second: two } }
`,
    );
    assert.match(text, /^one two explicit one\n/);
  });

  test('hard case 26: a variable from a file that an init container wrote in a volume nobody mounts', async (trial) => {
    const text = await output(
      trial,
      `
apiVersion: v1
kind: Pod
metadata: { name: from-file }
spec:
  restartPolicy: Never
  volumes: [{ name: config, emptyDir: {} }]
  initContainers:
    - name: setup
      image: busybox:1.37
      command: [sh, -c, "echo \\"DB_ADDRESS='address'\\" > /data/config.env; echo \\"REST='enough'\\" >> /data/config.env"]
      volumeMounts: [{ name: config, mountPath: /data }]
  containers:
    - name: main
      image: busybox:1.37
      command: [sh, -c, 'for name; do env | sed -n "s/^$name=//p"; done', sh, DB_ADDRESS]
      env:
        - name: DB_ADDRESS
          valueFrom: { fileKeyRef: { path: config.env, volumeName: config, key: DB_ADDRESS, optional: false } }
        - name: MISSING
          valueFrom: { fileKeyRef: { path: config.env, volumeName: config, key: MISSING, optional: true } }
`,
    );
    assert.equal(text, 'address');
  });

  test('hard case 18: references that are missing: optional ones are nothing, others are waited for', async ({
    run,
    apply,
  }) => {
    const pod = await run(`
apiVersion: v1
kind: Pod
metadata: { name: waits }
spec:
  restartPolicy: Never
  volumes: [{ name: none, configMap: { name: nowhere, optional: true } }]
  containers:
    - name: main
      image: busybox:1.37
      command: [sh, -c, 'echo "[$NONE] $KEY $(ls /none | wc -l)"']
      volumeMounts: [{ name: none, mountPath: /none }]
      env:
        - { name: NONE, valueFrom: { secretKeyRef: { name: nowhere, key: key, optional: true } } }
        - { name: KEY, valueFrom: { secretKeyRef: { name: later, key: key } } }
`);
    await pod.until(
      'waiting',
      () => pod.status('main')?.state.waiting?.reason === 'CreateContainerConfigError',
    );
    assert.match(pod.status('main')?.state.waiting?.message ?? '', /later/);
    apply('{ apiVersion: v1, kind: Secret, metadata: { name: later }, stringData: { key: came } }');
    assert.equal(await pod.ended(30_000), 'Succeeded');
    assert.equal(await pod.log('main'), '[] came 0');
  });

  test('hard case 52: memory beyond the limit is killed, the cpu is held to its limit', async ({ run }) => {
    const pod = await run(`
apiVersion: v1
kind: Pod
metadata: { name: limits }
spec:
  restartPolicy: OnFailure
  terminationGracePeriodSeconds: 0
  containers:
    - name: eats
      image: busybox:1.37
      command: [sh, -c, "tail -c 200m /dev/zero | wc -c > /dev/null; x=$(head -c 100000000 /dev/zero | tr '\\\\0' x); sleep 1000"]
      resources: { limits: { memory: 16Mi } }
    - name: spins
      image: busybox:1.37
      command: [sh, -c, "cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us /sys/fs/cgroup/cpu/cpu.cfs_period_us /sys/fs/cgroup/cpu.max 2>/dev/null; sleep 1000"]
      resources: { limits: { cpu: 100m } }
`);
    await pod.until(
      'killed',
      () => pod.status('eats')?.lastState?.terminated?.reason === 'OOMKilled',
      30_000,
    );
    assert.equal(pod.status('eats')?.lastState?.terminated?.exitCode, 137);
    assert.match((await pod.log('spins')).replaceAll('\n', ' '), /10000 100000/);
  });

  test('hard case 54: quality of service by requests and limits', async ({ run }) => {
    const classes: Record<string, string> = {
      Guaranteed: '{ limits: { cpu: 100m, memory: 20Mi } }',
      Burstable: '{ requests: { memory: 20Mi } }',
      BestEffort: '{}',
    };
    for (const [qosClass, resources] of Object.entries(classes)) {
      const pod = await run(
        `{ apiVersion: v1, kind: Pod, metadata: { name: ${qosClass.toLowerCase()} }, spec: { terminationGracePeriodSeconds: 0, containers: [{ name: a, image: "busybox:1.37", command: [sleep, "1000"], resources: ${resources} }] } }`,
      );
      assert.equal(pod.snapshot().status.qosClass, qosClass);
    }
  });

  test('hard case 53: resources of the pod hold its containers together', async ({ run }) => {
    const pod = await run(`
apiVersion: v1
kind: Pod
metadata: { name: pod-level }
spec:
  terminationGracePeriodSeconds: 0
  resources: { requests: { cpu: 500m, memory: 20Mi }, limits: { cpu: "1", memory: 40Mi } }
  containers:
    - { name: limited, image: "busybox:1.37", command: [sleep, "1000"], resources: { requests: { memory: 10Mi }, limits: { memory: 30Mi } } }
    - { name: free, image: "busybox:1.37", command: [sh, -c, "x=$(head -c 100000000 /dev/zero | tr '\\\\0' x); sleep 1000"] }
`);
    await pod.until(
      'killed',
      () => {
        const { state, lastState } = pod.status('free') ?? {};
        return [state, lastState].some((each) => each?.terminated?.exitCode === 137);
      },
      30_000,
    );
    assert.ok(pod.status('limited')?.state.running, 'the other lives on');
  });
});
