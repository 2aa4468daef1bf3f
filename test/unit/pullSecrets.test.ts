import assert from 'node:assert/strict';
import type { PodObject } from '../../src/engine/model/podObject';
import { imageReferenceOf } from '../../src/engine/plan/imageReference';
import { authsFor } from '../../src/engine/supervise/pullSecrets';

describe('imageReferenceOf', () => {
  const rows: [string, string, string][] = [
    ['nginx', 'docker.io', 'library/nginx'],
    ['nginx:1.28-alpine', 'docker.io', 'library/nginx'],
    ['bitnami/redis@sha256:00', 'docker.io', 'bitnami/redis'],
    ['docker.io/nginx', 'docker.io', 'library/nginx'],
    ['index.docker.io/me/it:1', 'docker.io', 'me/it'],
    ['localhost/app', 'localhost', 'app'],
    ['127.0.0.1:5000/pods/app:1', '127.0.0.1:5000', 'pods/app'],
    ['GHCR.io/Org/app', 'ghcr.io', 'Org/app'],
    ['registry.example.com:443/a/b/c:tag@sha256:00', 'registry.example.com:443', 'a/b/c'],
  ];
  for (const [image, registry, repository] of rows) {
    it(image, () => assert.deepEqual(imageReferenceOf(image), { registry, repository }));
  }
});

describe('authsFor', () => {
  const base64 = (value: unknown) =>
    Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64');
  const secret = (data: Record<string, string>, type = 'kubernetes.io/dockerconfigjson'): PodObject => ({
    kind: 'Secret',
    namespace: 'default',
    name: 'login',
    type,
    data,
  });
  const of = (image: string, ...keys: string[]) => {
    const auths = Object.fromEntries(keys.map((key) => [key, { auth: base64(`user:${key}`) }]));
    return authsFor(image, [secret({ '.dockerconfigjson': base64({ auths }) })]).map(
      ({ password }) => password,
    );
  };

  it('finds a registry however its key is written', () => {
    for (const key of ['ghcr.io', 'https://ghcr.io', 'https://ghcr.io/v2/', 'ghcr.io/']) {
      assert.deepEqual(of('ghcr.io/org/app', key), [key]);
    }
    for (const key of ['https://index.docker.io/v1/', 'docker.io', 'registry-1.docker.io']) {
      assert.deepEqual(of('nginx', key), [key]);
    }
  });

  it('gives credentials to no other registry or port', () => {
    assert.deepEqual(
      of('ghcr.io/org/app', 'gcr.io', 'ghcr.io:5000', 'ghcr.io.evil.com', 'io', '*.io.com'),
      [],
    );
    assert.deepEqual(of('evil.com/ghcr.io/app', 'ghcr.io'), []);
  });

  it('takes a path as the beginning of the repository, the longest first', () => {
    assert.deepEqual(of('r.io/team/app', 'r.io', 'r.io/team', 'r.io/te', 'r.io/team/app', 'r.io/other'), [
      'r.io/team/app',
      'r.io/team',
      'r.io',
    ]);
  });

  it('takes * for a part of the host, after the exact ones', () => {
    assert.deepEqual(of('eu.r.io/app', '*.r.io', 'eu.r.io', 'e*.r.io', '*.io', 'r.io'), [
      'eu.r.io',
      '*.r.io',
      'e*.r.io',
    ]);
  });

  it('reads user and password, tokens and the older format', () => {
    const entries = { 'r.io': { username: 'u', password: 'p' }, 'r.io/t': { identitytoken: 'token' } };
    assert.deepEqual(authsFor('r.io/t/app', [secret({ '.dockerconfigjson': base64({ auths: entries }) })]), [
      { serveraddress: 'r.io/t', identitytoken: 'token' },
      { serveraddress: 'r.io', username: 'u', password: 'p' },
    ]);
    const legacy = secret(
      { '.dockercfg': base64({ 'r.io': { auth: base64('u:p:q') } }) },
      'kubernetes.io/dockercfg',
    );
    assert.deepEqual(authsFor('r.io/app', [legacy]), [
      { serveraddress: 'r.io', username: 'u', password: 'p:q' },
    ]);
  });

  it('takes what auth says over username and password beside it, and an empty entry as one', () => {
    const entries = { 'r.io': { username: 'old', password: 'old', auth: base64('u:p') }, 'r.io/t': null };
    assert.deepEqual(authsFor('r.io/t/app', [secret({ '.dockerconfigjson': base64({ auths: entries }) })]), [
      { serveraddress: 'r.io/t' },
      { serveraddress: 'r.io', username: 'u', password: 'p' },
    ]);
  });

  it('has nothing where the Secret is no configuration', () => {
    for (const text of ['{', 'null', '[]', '{"auths":null}', '{"auths":3}']) {
      assert.deepEqual(authsFor('r.io/app', [secret({ '.dockerconfigjson': base64(text) })]), [], text);
    }
    assert.deepEqual(authsFor('r.io/app', [secret({})]), []);
  });
});
