"""Starts LocalStack where no registry may answer: an image that the engine has already is not pulled."""

from docker.errors import DockerException
from localstack.runtime.main import main
from localstack.utils.container_utils.docker_sdk_client import SdkDockerClient

pull = SdkDockerClient.pull_image


def pull_what_is_lacking(self, docker_image, *rest, **named):
    try:
        self.client().images.get(docker_image)
    except DockerException:
        pull(self, docker_image, *rest, **named)


SdkDockerClient.pull_image = pull_what_is_lacking
main()
