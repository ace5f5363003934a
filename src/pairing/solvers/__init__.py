"""One file per solver: ``can(problem)`` says why not (or None), ``answer(problem, ...)`` solves goal by goal."""
