export { graphqlPart } from './graphql-part.ts';
