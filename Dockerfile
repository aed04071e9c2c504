# The service with all that it needs: python.wasm compiled ahead for every x86-64-v2 processor, libwasmtime and
# its SBOM. Runs as any user but root, on a read-only root file system, without a shell and without a volume.
# Give BUILD_IMAGE and RUN_IMAGE by their digests (NAME@sha256:...) where the image is to be shipped: tags move, and
# .ci/image takes nothing else from a registry.
# BUILD_IMAGE needs a JDK 25 in JAVA_HOME, and apt or Maven and Python with pip; RUN_IMAGE needs that JDK's JRE and glibc.
ARG BUILD_IMAGE=eclipse-temurin:25-jdk
ARG RUN_IMAGE=eclipse-temurin:25-jre

FROM ${BUILD_IMAGE} AS build
LABEL io.serpentarium.build=true
WORKDIR /source
RUN { command -v mvn && python3 -m pip --version; } >/dev/null 2>&1 || { apt-get update && \
    apt-get install -y --no-install-recommends maven python3 python3-pip && rm -rf /var/lib/apt/lists/*; }
COPY .mvn .mvn
COPY sandbox/libwasmtime sandbox/libwasmtime
COPY sandbox/src/main/resources sandbox/src/main/resources
RUN sandbox/libwasmtime/fetch --dest /image/native
COPY pom.xml ./
COPY wasm-artifacts wasm-artifacts
COPY sandbox/pom.xml sandbox/pom.xml
COPY sandbox/src/main sandbox/src/main
COPY service/pom.xml service/pom.xml
COPY service/src/main service/src/main
ARG MAVEN_FLAGS=
RUN mvn -B -q $MAVEN_FLAGS -Pimage -Dmaven.test.skip=true -Dspotless.check.skip=true -pl service -am package && \
    java -Djarmode=tools -jar service/target/serpentarium-service.jar extract --layers --destination /image/layers
# The engine jni is a Wasmtime without fixes: it is in the image only when that is asked for.
ARG ENGINE_JNI=false
RUN [ "$ENGINE_JNI" = true ] || rm /image/layers/dependencies/lib/wasmtime-java-*.jar
# Libraries that their jars would unpack into a temporary folder, which a read-only container has not.
RUN cd /image/native && \
    jar --extract --file /image/layers/dependencies/lib/zstd-jni-*.jar linux/amd64 && mv linux/amd64/*.so libzstd-jni.so && \
    rm -r linux && \
    jar --extract --file /image/layers/dependencies/lib/netty-transport-native-epoll-*-linux-x86_64.jar META-INF/native && \
    mv META-INF/native/*.so . && rm -r META-INF
COPY LICENSE THIRD_PARTY_NOTICES.md /image/notices/
COPY service/licenses /image/notices/licenses
RUN cp wasm-artifacts/src/main/resources/io/serpentarium/wasm/manifest.json /image/notices/python.wasm.json && \
    cp service/target/classes/META-INF/sbom/application.cdx.json /image/notices/ && chmod -R a+rX /image

FROM ${RUN_IMAGE} AS base
COPY --from=build /image/notices/ /app/notices/
COPY --from=build /image/native/ /app/native/
COPY --from=build /image/layers/dependencies/ /app/
COPY --from=build /image/layers/snapshot-dependencies/ /app/
COPY --from=build /image/layers/application/ /app/
WORKDIR /app
ENV SERPENTARIUM_ENGINE_NAME=ffm \
    SERPENTARIUM_ENGINE_CPU=baseline \
    SERPENTARIUM_ENGINE_LIBRARY=/app/native/libwasmtime.so \
    SERPENTARIUM_CACHE=/app/cache \
    SERPENTARIUM_MEMORY_OVERCOMMIT=1 \
    MALLOC_ARENA_MAX=2 \
    JAVA_TOOL_OPTIONS="-XX:+UseG1GC -XX:MaxRAMPercentage=25 -XX:TrimNativeHeapInterval=10000 -XX:+ExitOnOutOfMemoryError --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Djava.library.path=/app/native -DZstdNativePath=/app/native/libzstd-jni.so"

FROM base AS rehearsed
LABEL io.serpentarium.build=true
RUN ["java", "-XX:AOTMode=record", "-XX:AOTConfiguration=/app/recorded", "-cp", "/app/serpentarium-service.jar", "io.serpentarium.service.probe.Rehearsal", "image", "/app/cache"]
RUN ["java", "-XX:AOTMode=create", "-XX:AOTConfiguration=/app/recorded", "-XX:AOTCache=/app/cache/service.aot", "-cp", "/app/serpentarium-service.jar"]

FROM base
COPY --from=rehearsed /app/cache/ /app/cache/
ENV JAVA_TOOL_OPTIONS="${JAVA_TOOL_OPTIONS} -XX:AOTCache=/app/cache/service.aot"
LABEL org.opencontainers.image.title="Serpentarium" \
      org.opencontainers.image.description="A multi-tenant service that runs untrusted Python" \
      org.opencontainers.image.licenses="Apache-2.0"
USER 10001:10001
EXPOSE 8080 8081 8082
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s \
    CMD ["java", "-XX:TieredStopAtLevel=1", "-Xmx32m", "-cp", "/app/serpentarium-service.jar", "io.serpentarium.service.probe.Probe", "ready", "http://127.0.0.1:8081/readyz"]
ENTRYPOINT ["java", "-cp", "/app/serpentarium-service.jar", "io.serpentarium.service.ServiceApplication"]
