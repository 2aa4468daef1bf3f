import type { Range } from 'yaml';

/** How the YAML library's own isMap, isScalar, … know a node. */
const nodeType: unique symbol = Symbol.for('yaml.node.type');
const scalar = Symbol.for('yaml.scalar');
const pair = Symbol.for('yaml.pair');
const map = Symbol.for('yaml.map');
const seq = Symbol.for('yaml.seq');

/** Where a node stands as the YAML library says it: its beginning, its end, and the end of the line it ends on. */
export type PlainNode = PlainScalar | PlainMap | PlainSeq;

/** The YAML library's nodes without what reading a manifest has no use for: a tenth of the time to make. */
export class PlainScalar {
  readonly [nodeType] = scalar;
  readonly value: string;
  readonly range: Range;

  constructor(
    readonly source: string,
    readonly type: 'PLAIN' | 'QUOTE_DOUBLE' | 'QUOTE_SINGLE',
    from: number,
    to: number,
  ) {
    this.value = source;
    this.range = [from, to, to];
  }
}

export class PlainPair {
  readonly [nodeType] = pair;

  constructor(
    readonly key: PlainScalar,
    readonly value: PlainNode,
  ) {}
}

export class PlainMap {
  readonly [nodeType] = map;
  readonly items: PlainPair[] = [];
  readonly range: Range;

  constructor(from: number) {
    this.range = [from, from, from];
  }
}

export class PlainSeq {
  readonly [nodeType] = seq;
  readonly items: PlainNode[] = [];
  readonly range: Range;

  constructor(from: number) {
    this.range = [from, from, from];
  }
}
