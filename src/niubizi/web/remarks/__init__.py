"""批示和留言: left on a project's or a block's page, answered there."""
