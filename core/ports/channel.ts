import type { Place, Platform, Post, Said } from '../wire/channel.ts';

/** A delivery as it came, for what is signed over its bytes. */
export interface ChannelDelivery {
  readonly body: Uint8Array;
  /** A request header, by its lower-case name. */
  readonly header: (name: string) => string | undefined;
}

/** What a platform reads in the response to its delivery, as JSON; null where it reads nothing. */
export type PlatformReply = Readonly<Record<string, unknown>> | null;

/** `forged` is not the platform's or too old to be believed, `other` nothing that Gantry answers, `asked` a question of the platform's own that its reply answers. */
export type ReadDelivery =
  | { readonly kind: 'said'; readonly said: Said; readonly reply: PlatformReply }
  | { readonly kind: 'asked'; readonly reply: PlatformReply }
  | { readonly kind: 'forged' }
  | { readonly kind: 'other' };

/** `gone` where the bot was revoked, blocked or taken out of the chat, or the message is no longer there; `why` in the platform's own words, without secrets. */
export type Posted =
  | { readonly kind: 'posted'; readonly messageId: string }
  | { readonly kind: 'gone'; readonly why?: string };

/** `frozen` where the message stays as it is for good, and new ones can be posted. */
export type Edited = Posted | { readonly kind: 'frozen' };

/** A PNG and the words under it. */
export interface Picture {
  readonly png: Uint8Array;
  readonly caption: string;
}

/** A platform where people talk. A platform that is busy throws DependencyFailed with its own delay. */
export interface Channel {
  readonly platform: Platform;
  read(delivery: ChannelDelivery): ReadDelivery;
  post(place: Place, post: Post, signal: AbortSignal): Promise<Posted>;
  /** Puts a post in the place of an earlier one. */
  edit(place: Place, messageId: string, post: Post, signal: AbortSignal): Promise<Edited>;
  /** Whether a person may change the repository of a place; there where places are in repositories. */
  mayWrite?(said: Said, signal: AbortSignal): Promise<boolean>;
  /** Left out where a platform takes no picture. */
  postPicture?(place: Place, picture: Picture, signal: AbortSignal): Promise<Posted>;
}
