from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "niubizi.apps.projects"
    label = "projects"
