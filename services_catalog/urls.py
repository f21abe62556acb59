app_name = "services_catalog"
urlpatterns = []
