import assert from 'node:assert/strict';
import type { ManifestRead, PodDocument } from '../../../../src/engine/manifest/manifestRead';
import { createManifestReader, type ManifestReader } from '../../../../src/engine/manifest/manifestReader';
import { missingObjects } from '../../../../src/engine/manifest/objects/missingObjects';
import { rangeOfField } from '../../../../src/engine/manifest/rangeOfField';
import { splitDocuments } from '../../../../src/engine/manifest/splitDocuments';
import { EngineError } from '../../../../src/engine/model/engineError';
import type { Finding, TextRange } from '../../../../src/engine/model/finding';
import { formatMessage, messages } from '../../../../src/engine/model/messages';
import { planPod } from '../../../../src/engine/plan/planPod';
import { facts } from '../../support/pods';
import { isPlainAndSame } from '../sameTree';

/** What became of a text: enough to see that the changes reach everywhere. */
export interface Checked {
  findings: number;
  pods: number;
  planned: number;
  plain: boolean;
}

/** Reads and plans a text, and throws where anything is not as it must be, whatever the text. */
export function checkText(text: string, reader: ManifestReader): Checked {
  const read = createManifestReader()(text);
  for (const finding of read.findings) checkFinding(text, finding);
  const planned = read.pods.filter((pod) => checkPod(text, pod)).length;
  checkObjects(text, read);
  assert.deepEqual(reader(text), read, 'a reader that knows other versions reads the same');
  const plain = splitDocuments(text).filter((document) => isPlainAndSame(document.text)).length > 0;
  return { findings: read.findings.length, pods: read.pods.length, planned, plain };
}

function checkFinding(text: string, { code, range, args, path }: Finding): void {
  checkRange(text, range, code);
  for (const value of Object.values(args)) {
    assert.equal(typeof value, 'string', code);
    assert.ok(value.length <= 200, code);
  }
  const needed = messages[code].replace(/\[[^\]]*\]/g, '').matchAll(/\{(\w+)\}/g);
  for (const [, name = ''] of needed) assert.ok(name in args, `${code} has no ${name}`);
  if (text.includes('undefined')) return;
  assert.doesNotMatch(`${formatMessage(code, args)} ${path ?? ''}`, /undefined/, code);
}

function checkRange(text: string, [from, to]: TextRange, what: string): void {
  const isInside = Number.isInteger(from) && Number.isInteger(to) && from >= 0 && to <= text.length;
  assert.ok(isInside && (from < to || text.trim() === ''), `${what} at ${from} to ${to} of ${text.length}`);
}

function checkPod(text: string, document: PodDocument): boolean {
  const { pod, readable, findings, range, anchor, references } = document;
  checkRange(text, range, 'document');
  checkRange(text, anchor, 'anchor');
  for (const reference of references) checkRange(text, reference.range, reference.path);
  for (const finding of missingObjects(document, () => false)) checkFinding(text, finding);
  rangeOfField(text, document, 'spec.containers[0].image');
  const isWrong = findings.some(({ severity }) => severity === 'error');
  assert.equal(pod === undefined, isWrong, 'a pod is given out where nothing is wrong with it');
  if (pod) assert.equal(typeof pod.spec.containers[0]?.image, 'string');
  if (!readable) return false;
  try {
    JSON.stringify(planPod(readable, { facts, manifestDirectory: '/manifests' }));
  } catch (error) {
    // What a valid manifest may ask in vain.
    assert.ok(error instanceof EngineError, error instanceof Error ? error.stack : String(error));
  }
  return true;
}

function checkObjects(text: string, { objects }: ManifestRead): void {
  for (const { range, nameRange, object, findings } of objects) {
    checkRange(text, range, 'object');
    checkRange(text, nameRange, 'name');
    assert.equal(
      object === undefined,
      findings.some(({ severity }) => severity === 'error'),
    );
    for (const value of Object.values(object?.data ?? {})) assert.match(value, /^[\w+/=-]*$/);
  }
}
