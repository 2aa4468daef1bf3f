import { parseArgs } from 'node:util';
import { type PeerName, peerNames } from '../peers/peer';

export interface BenchOptions {
  only?: 'pods' | 'bundle' | 'read';
  /** Times that every peer is measured at every size. */
  rounds: number;
  /** Containers of a pod. */
  sizes: number[];
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
  --only pods|bundle|read   one part alone
  --rounds N           measurements of every peer at every size (12)
  --sizes 1,2,3        containers of a pod (1,2,3,5,10)
  --graces 30,0        grace periods in seconds, one per round in turn (30,0)
  --peers a,b          these alone: ${peerNames.join(' ')}
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
      runtime: { type: 'string' },
      seed: { type: 'string', default: String(1 + (Date.now() % 100_000)) },
      json: { type: 'string' },
    },
  });
  const { only, rounds, sizes, graces, peers, runtime, seed, json } = values;
  if (only !== undefined && only !== 'pods' && only !== 'bundle' && only !== 'read') {
    throw new Error('--only is pods, bundle or read');
  }
  return {
    rounds: wholeNumber('--rounds', rounds),
    sizes: sizes.split(',').map((size) => wholeNumber('--sizes', size)),
    graces: graces.split(',').map((grace) => wholeNumber('--graces', grace, 0)),
    seed: wholeNumber('--seed', seed),
    ...(only ? { only } : {}),
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
