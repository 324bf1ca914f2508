import { type ComponentChildren, Component } from 'preact';

interface BoundaryProps {
  /** Called instead of an error of the page, once. */
  onError: (error: unknown) => void;
  children: ComponentChildren;
}

/** Draws nothing any more after an error in what it holds: a chat that fails must not become an error of the page. */
export class Boundary extends Component<BoundaryProps, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  override componentDidCatch(error: unknown): void {
    this.setState({ hasFailed: true });
    this.props.onError(error);
  }

  override render(): ComponentChildren {
    return this.state.hasFailed ? null : this.props.children;
  }
}
