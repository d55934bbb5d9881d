import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

// The page is served by the binary from its root. In development, /api goes to a running `doorstep
// up` (or to the address in DOORSTEP_URL).
export default defineConfig({
  plugins: [svelte()],
  build: { target: 'es2022', chunkSizeWarningLimit: 1200, reportCompressedSize: true },
  worker: { format: 'es' },
  server: { proxy: { '/api': process.env['DOORSTEP_URL'] ?? 'http://127.0.0.1:8080' } },
  test: { include: ['test/unit/**/*.test.ts'], environment: 'node' },
});
