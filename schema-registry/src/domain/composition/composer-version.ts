import composer from '@apollo/composition/package.json' with { type: 'json' };

/** Of what composes, `2.14.4`; rover asks for it as `=2.14.4`. */
export const composerVersion: string = composer.version;
