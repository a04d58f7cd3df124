// Jest wants a default export of each of its two hooks.
export { teardown as default } from './global-setup.ts';
