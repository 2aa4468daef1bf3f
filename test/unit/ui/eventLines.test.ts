import assert from 'node:assert/strict';
import { eventLines } from '../../../src/ui/tree/eventLines';
import { plainText, podEvent } from './fakeEngine';

const now = Date.parse('2026-11-20T07:03:00Z');

describe('eventLines', () => {
  it('has the last five, warnings before all others', () => {
    const events = ['Scheduled', 'Pulling', 'Failed', 'Pulled', 'Created', 'Started'].map((reason) =>
      podEvent({ reason, type: reason === 'Failed' ? 'Warning' : 'Normal' }),
    );
    assert.deepEqual(
      eventLines(events, now, plainText).map(({ label, icon }) => `${icon} ${label}`),
      ['warning Failed', ...['Pulling', 'Pulled', 'Created', 'Started'].map((one) => `circle-small ${one}`)],
    );
  });

  it('says what, how often and when last', () => {
    const event = podEvent({
      message: 'Back-off pulling image',
      count: 3,
      fieldPath: 'spec.containers{app}',
    });
    assert.deepEqual(
      eventLines([event], now, plainText).map(({ text }) => text),
      ['app · Back-off pulling image · ×3 · 3m ago'],
    );
  });

  it('has of a container its own alone, init containers as well', () => {
    const events = ['containers{app}', 'containers{application}', 'initContainers{setup}'].map((path) =>
      podEvent({ reason: path, fieldPath: `spec.${path}` }),
    );
    const of = (name: string) => eventLines(events, now, plainText, name).map(({ label }) => label);
    assert.deepEqual(of('app'), ['containers{app}']);
    assert.deepEqual(of('setup'), ['initContainers{setup}']);
  });
});
