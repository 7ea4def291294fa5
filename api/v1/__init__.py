"""The coach as a model of OpenAI's chat protocol, for any client that speaks it. Stateless."""

from api.v1.errors import speaks_openai, v1_error_response
from api.v1.routes import router

__all__ = ["router", "speaks_openai", "v1_error_response"]
