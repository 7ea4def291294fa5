"""What can go wrong with an index or an encoder, named for what the caller can do."""


class SearchError(Exception):
    """Any failure of the index room."""


class EncoderUnavailable(SearchError):
    """The encoder's weights are missing, damaged or unknown: choose another."""


class RerankerUnavailable(SearchError):
    """The reranker's weights are missing, damaged or of another kind of model: choose another."""


class UnusableIndex(SearchError):
    """The index on disk is missing, stale or damaged: build it again."""


class IndexBusy(SearchError):
    """Another process is building this index: wait for it or use another folder."""
