/** Types of preact.js: preact's own, and those of htm's `html`, whose templates the type checker does not look into. */
import type { ComponentChildren, VNode } from 'preact';

export type { PropRef, Ref } from 'preact';
export { Component, createContext, h, render } from 'preact';
export * from 'preact/hooks';

export type Children = ComponentChildren;
/** What a listener written in a template is told, of a form's element mostly. */
export type Told = Event & { target: HTMLInputElement };
export type Value = ((event: Told) => unknown) | object | Children;
export const html: (strings: TemplateStringsArray, ...values: Value[]) => VNode;
