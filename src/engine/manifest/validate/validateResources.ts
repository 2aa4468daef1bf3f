import type { RuleName } from '../../model/rules';
import { parseQuantity } from '../../plan/quantity';
import type { Reading } from '../reading';
import type { DraftContainer } from './draft';
import { fault, withSuggestion } from './fault';
import { keepsRule } from './nameRules';
import type { PodFacts } from './podFacts';

/** Amounts of resources by name. */
export type Amounts = Record<string, string | undefined>;

/** The resources that Kubernetes itself counts, by who asks for them. */
const names = {
  container: ['cpu', 'memory', 'ephemeral-storage'],
  pod: ['cpu', 'memory'],
} as const;

/** Holds limits and requests against the API server's rules. */
export function validateResources(
  reading: Reading,
  { limits = {}, requests = {} }: { limits?: Amounts | undefined; requests?: Amounts | undefined },
  of: keyof typeof names,
): void {
  for (const amounts of [limits, requests]) {
    for (const name of Object.keys(amounts)) {
      checkResourceName(reading, amounts, name, names[of]);
      checkAmount(reading, amounts, name);
    }
  }
  for (const name of Object.keys(requests)) checkRequest(reading, name, limits, requests);
  const all = [...Object.keys(limits), ...Object.keys(requests)];
  const huge = all.find(isHugePages);
  if (huge === undefined || all.includes('cpu') || all.includes('memory')) return;
  const owner = Object.hasOwn(limits, huge) ? limits : requests;
  fault(reading, owner, huge, 'needs', { needed: 'cpu or memory beside it' }, 'key');
}

/** Holds what a resize of the container would do against the API server's rules. */
export function validateResizePolicy(reading: Reading, container: DraftContainer, { spec }: PodFacts): void {
  const policies = container.resizePolicy ?? [];
  const taken = new Set<string>();
  for (const policy of policies) {
    const { resourceName = '', restartPolicy } = policy;
    if (taken.has(resourceName)) {
      fault(reading, policy, 'resourceName', 'duplicate-name', { what: 'resizePolicy', name: resourceName });
    }
    taken.add(resourceName);
    if (restartPolicy !== 'RestartContainer' || spec.restartPolicy !== 'Never') continue;
    const args = { first: 'RestartContainer', second: 'spec.restartPolicy: Never' };
    fault(reading, policy, 'restartPolicy', 'exclusive-fields', args);
  }
}

/** With a domain any resource may be meant; without one only those that Kubernetes counts. */
function checkResourceName(reading: Reading, amounts: Amounts, name: string, known: readonly string[]): void {
  if (known.includes(name) || isHugePages(name)) return;
  if (known.includes('ephemeral-storage') && name.includes('/')) {
    if (keepsRule(name, 'label-key') && !name.startsWith('requests.')) return;
    fault(reading, amounts, name, 'invalid-name', { value: name, rule: 'label-key' }, 'key');
    return;
  }
  const args = { value: name, allowed: [...known, 'hugepages-<size>'].join(', ') };
  fault(reading, amounts, name, 'not-one-of', withSuggestion(reading, args, name, known), 'key');
}

function checkAmount(reading: Reading, amounts: Amounts, name: string): void {
  const text = amounts[name] ?? '';
  const rule = brokenRule(name, parseQuantity(text) ?? 0);
  if (rule) fault(reading, amounts, name, 'invalid-value', { value: text, rule });
}

function brokenRule(name: string, amount: number): RuleName | undefined {
  if (amount < 0) return 'not-negative';
  if (!isHugePages(name)) return name.includes('/') && !Number.isInteger(amount) ? 'whole' : undefined;
  const page = parseQuantity(name.slice('hugepages-'.length)) ?? 1;
  return amount % page === 0 ? undefined : 'pages';
}

/** What cannot be shared is given out as a whole: its limit and its request are one amount. */
function checkRequest(reading: Reading, resource: string, limits: Amounts, requests: Amounts): void {
  const request = requests[resource] ?? '';
  const limit = Object.hasOwn(limits, resource) ? limits[resource] : undefined;
  const wanted = parseQuantity(request);
  if (wanted === undefined) return;
  const isShared = !resource.includes('/') && !isHugePages(resource);
  if (limit === undefined) {
    if (!isShared)
      fault(reading, requests, resource, 'needs', { needed: 'a limit of the same amount' }, 'key');
    return;
  }
  const most = parseQuantity(limit) ?? Number.POSITIVE_INFINITY;
  if (isShared && wanted > most) {
    fault(reading, requests, resource, 'limit-below-request', { resource, request, limit });
  } else if (!isShared && wanted !== most) {
    fault(reading, requests, resource, 'limit-not-request', { resource, request, limit });
  }
}

function isHugePages(name: string): boolean {
  return name.startsWith('hugepages-');
}
