"""The API itself: title, version, authentication, routers and the form of its errors."""

from typing import Any

from ninja import NinjaAPI

from niubizi.domain.permissions import Operation
from niubizi.rest.access import ApiRequest, Session, Token, calls
from niubizi.rest.checking import router as checking
from niubizi.rest.errors import MEDIA_TYPE, REFUSED, install
from niubizi.rest.rate import PerMinute
from niubizi.rest.routers import router


class Api(NinjaAPI):
    """Describes refusals as what they are sent as: problem documents."""

    def get_openapi_schema(self, **given: Any) -> Any:
        schema = super().get_openapi_schema(**given)
        for path in schema["paths"].values():
            for operation in path.values():
                for status, response in operation["responses"].items():
                    if int(status) >= REFUSED and "content" in response:
                        response["content"] = {MEDIA_TYPE: response["content"]["application/json"]}
        return schema


api = Api(
    title="牛鼻子 Niubizi",
    version="1",
    description="重大项目一本账、一把尺、一份通报。金额为万元的十进制字符串，比率为未取舍的数。",
    auth=[Token(), Session(csrf=True)],
    throttle=PerMinute(),
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
)
api.add_router("", router)
api.add_router("", checking)
install(api)


@api.get("/openapi.json", include_in_schema=False)
@calls(Operation.USE_OWN_ACCOUNT)
def openapi(request: ApiRequest) -> dict[str, Any]:
    """The description of this API, for whoever is signed in."""
    return dict(api.get_openapi_schema())
