import assert from 'node:assert/strict';
import { inspectorHtml } from '../../../src/ui/inspector/inspectorHtml';

const assets = { script: 'https://a/inspector.js', style: 'https://a/inspector.css', cspSource: 'https://a' };

describe('inspectorHtml', () => {
  it('allows its own script by a nonce that is never the same, and nothing inline', () => {
    const nonces = [inspectorHtml(assets), inspectorHtml(assets)].map((html) => {
      const policy = /content="(default-src[^"]*)"/.exec(html)?.[1] ?? '';
      assert.match(
        policy,
        /^default-src 'none'; style-src https:\/\/a; font-src https:\/\/a; script-src 'nonce-[^']{16,}'$/,
      );
      const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
      assert.ok(html.includes(`<script nonce="${nonce}" src="https://a/inspector.js"></script>`));
      return nonce;
    });
    assert.notEqual(nonces[0], nonces[1]);
  });
});
