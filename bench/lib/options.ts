import { parseArgs } from 'node:util';
import { type PeerName, peerNames } from '../peers/peer';

/** All there are, in the order in which they are measured. */
export const parts = ['bundle', 'read', 'pods', 'heal', 'probes'] as const;
export type Part = (typeof parts)[number];

export interface BenchOptions {
  only?: Part;
  /** Times that every peer is measured at every size. */
  rounds: number;
  /** Containers of a pod. */
  sizes: number[];
  /** Pods that are probed, and for how many seconds that is measured. */
  probed: number;
  seconds: number;
  /** Grace periods of the pods in seconds, one per round in turn. */
  graces: number[];
  /** Names of the peers wanted; absent: all that are there. */
  peers?: PeerName[];
  /** Docker's OCI runtime; absent: the daemon's default. */
  runtime?: string;
  /** Of the order of the peers. */
  seed: number;
  /** Where the results are written as JSON. */
  json?: string;
}

export const usage = `npm run bench -- [options]
  --only PART          one part alone: ${parts.join(' ')}
  --rounds N           measurements of every peer at every size (12)
  --sizes 1,2,3        containers of a pod (1,2,3,5,10)
  --graces 30,0        grace periods in seconds, one per round in turn (30,0)
  --peers a,b          these alone: ${peerNames.join(' ')}
  --probed N           pods that are probed every second (50)
  --seconds N          for how long that is measured (30)
  --runtime crun       an OCI runtime of Docker's, for every peer on Docker
  --seed N             of the random order of the peers
  --json FILE          writes every measurement`;

/** Reads the command line; throws an Error that says what is wrong with it. */
export function readOptions(args: string[]): BenchOptions {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string' },
      rounds: { type: 'string', default: '12' },
      sizes: { type: 'string', default: '1,2,3,5,10' },
      graces: { type: 'string', default: '30,0' },
      peers: { type: 'string' },
      probed: { type: 'string', default: '50' },
      seconds: { type: 'string', default: '30' },
      runtime: { type: 'string' },
      seed: { type: 'string', default: String(1 + (Date.now() % 100_000)) },
      json: { type: 'string' },
    },
  });
  const { only, rounds, sizes, graces, peers, probed, seconds, runtime, seed, json } = values;
  const part = parts.find((name) => name === only);
  if (only !== undefined && !part) throw new Error(`--only is one of ${parts.join(', ')}`);
  return {
    rounds: wholeNumber('--rounds', rounds),
    sizes: sizes.split(',').map((size) => wholeNumber('--sizes', size)),
    graces: graces.split(',').map((grace) => wholeNumber('--graces', grace, 0)),
    probed: wholeNumber('--probed', probed),
    seconds: wholeNumber('--seconds', seconds),
    seed: wholeNumber('--seed', seed),
    ...(part ? { only: part } : {}),
    ...(peers ? { peers: peers.split(',').map(peerName) } : {}),
    ...(runtime ? { runtime } : {}),
    ...(json ? { json } : {}),
  };
}

function peerName(text: string): PeerName {
  const known = peerNames.find((name) => name === text);
  if (!known) throw new Error(`--peers: there is no ${text}`);
  return known;
}

function wholeNumber(option: string, text: string, least = 1): number {
  const number = Number(text);
  if (text === '' || !Number.isInteger(number) || number < least) {
    throw new Error(`${option}: "${text}" is no whole number from ${least} on`);
  }
  return number;
}
