"""What the app has one of: state, pages, sign-in, locale, error boundary, audit, preferences."""
