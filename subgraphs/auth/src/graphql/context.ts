import type { Identity } from '@fiscal/kit';
import type { Transact } from '../store/index.ts';
import type { AddUser } from '../use-cases/add-user.ts';
import type { Login } from '../use-cases/login.ts';
import type { Logout } from '../use-cases/logout.ts';
import type { RefreshSession } from '../use-cases/refresh-session.ts';
import type { SetUserStatus } from '../use-cases/set-user-status.ts';
import type { SignUp } from '../use-cases/sign-up.ts';
import { createLoaders, type Loaders } from './loaders.ts';

/** What clients can do here. */
export type UseCases = {
  readonly signUp: SignUp;
  readonly login: Login;
  readonly refreshSession: RefreshSession;
  readonly logout: Logout;
  readonly addUser: AddUser;
  readonly setUserStatus: SetUserStatus;
};

export type GraphqlContext = UseCases & Loaders & { readonly identity: Identity };

/** The context of one request: who asks, what can be done, and loaders that forget with the request. */
export function createContext(transact: Transact, useCases: UseCases): (identity: Identity) => GraphqlContext {
  return (identity) => ({ ...useCases, ...createLoaders(transact, identity), identity });
}
