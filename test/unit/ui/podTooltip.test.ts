import assert from 'node:assert/strict';
import {
  containerTooltip,
  podTooltip,
  portText,
  portUrl,
  sandboxTooltip,
} from '../../../src/ui/tree/podTooltip';
import { plainText, podSnapshot, waiting } from './fakeEngine';

const port = {
  containerName: 'nginx',
  containerPort: 80,
  hostIP: '127.0.0.1',
  hostPort: 8080,
  protocol: 'TCP',
} as const;

describe('podTooltip', () => {
  it('has conditions, address, ports with a link, quality of service and the manifest', () => {
    const snapshot = podSnapshot({ publishedPorts: [port], source: 'file:///home/me/my%20pods/web.yaml' });
    assert.deepEqual(podTooltip(snapshot, plainText), [
      { label: 'Conditions', text: 'Ready' },
      { label: 'Pod IP', text: '172.18.0.2' },
      { label: 'Port', text: '127.0.0.1:8080 → nginx:80', link: 'http://127.0.0.1:8080/' },
      { label: 'Quality of service', text: 'BestEffort' },
      { label: 'Manifest', text: '/home/me/my pods/web.yaml', link: 'file:///home/me/my%20pods/web.yaml' },
    ]);
  });

  it('has what does not hold before what does', () => {
    const conditions = [
      { type: 'Initialized', status: 'True' },
      { type: 'Ready', status: 'False', reason: 'ContainersNotReady' },
      { type: 'PodScheduled', status: 'True' },
    ] as const;
    const lines = podTooltip(podSnapshot({ status: { conditions: [...conditions] } }), plainText);
    assert.deepEqual(lines.slice(0, 2), [
      { label: 'Ready', text: 'False · ContainersNotReady' },
      { label: 'Conditions', text: 'Initialized, PodScheduled' },
    ]);
  });

  it('says why a container waits', () => {
    const snapshot = podSnapshot({ containers: { a: waiting('ErrImagePull', 'no such image') } });
    assert.ok(
      podTooltip(snapshot, plainText).some(({ label, text }) => label === 'a' && text === 'no such image'),
    );
  });

  it('survives a source that is no URI', () => {
    const lines = podTooltip(podSnapshot({ source: 'file:///%zz' }), plainText);
    assert.ok(lines.some(({ text }) => text === '/%zz'));
  });
});

describe('containerTooltip and sandboxTooltip', () => {
  it('say what is known and nothing else', () => {
    assert.deepEqual(containerTooltip(podSnapshot(), 'nginx', plainText), [
      { label: 'State', text: 'Running' },
      { label: 'Started', text: '2026-11-20 07:00:00 UTC' },
      { label: 'Image', text: 'nginx:alpine' },
      { label: 'Container ID', text: 'nginx' },
    ]);
    const id = '3506797b99783fbe80d1b7d5d871ed04';
    const sandbox = { id, attempt: 0, state: 'SANDBOX_READY', createdAt: '' } as const;
    const lines = sandboxTooltip(podSnapshot({ sandbox }), plainText);
    assert.ok(lines.some(({ text }) => text === '3506797b9978'));
  });
});

describe('portUrl', () => {
  it('leads to this machine', () => {
    assert.equal(portUrl(port), 'http://127.0.0.1:8080/');
    assert.equal(portUrl({ ...port, hostIP: '0.0.0.0' }), 'http://localhost:8080/');
    assert.equal(portUrl({ ...port, hostIP: '::1' }), 'http://[::1]:8080/');
    assert.equal(portUrl({ ...port, protocol: 'UDP' }), undefined);
  });

  it('names the protocol in the text where it is not TCP', () => {
    assert.equal(portText({ ...port, protocol: 'UDP' }), '127.0.0.1:8080 → nginx:80/UDP');
  });
});
