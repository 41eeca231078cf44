package org.postern.server.jmap;

import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.postern.seal.Sealer;
import org.postern.server.accounts.Accounts;
import org.postern.server.accounts.ThreadKeys;
import org.postern.server.events.Events;
import org.postern.server.http.Annex;
import org.postern.server.http.Gate;
import org.postern.server.jmap.blob.StoredBlobs;
import org.postern.server.jmap.blob.Uploads;
import org.postern.server.jmap.core.Dispatcher;
import org.postern.server.jmap.core.Echo;
import org.postern.server.jmap.core.Limits;
import org.postern.server.jmap.core.Method;
import org.postern.server.jmap.mail.MailMethods;
import org.postern.server.jmap.mail.ServerSealing;
import org.postern.server.jmap.push.EventSource;
import org.postern.server.jmap.push.Pushes;
import org.postern.server.jmap.push.SocketDoor;
import org.postern.server.jmap.submit.SubmissionMethods;
import org.postern.server.keys.Directory;
import org.postern.server.mailstore.Mailstore;
import org.postern.server.net.MemoryBudget;
import org.postern.server.queue.Queue;
import org.postern.server.time.Clock;

/// Everything under `/jmap` and `/.well-known/jmap`, for the door of `http`.
public final class JmapDoor implements Annex {
    private final JmapSettings settings;
    private final Entry entry;
    private final Ground ground;
    private final Uploads uploads;

    /// Who gets in, and what he is called.
    ///
    /// @param siteUrl of [org.postern.server.http.HttpSettings]; empty for whatever a request says
    public record Entry(Gate gate, Accounts accounts, ThreadKeys threadKeys, Optional<String> siteUrl) {}

    /// What the methods work on.
    public record Ground(
            Mailstore mailstore, Queue queue, Events events, Directory directory, Sealer sealer, Clock clock) {}

    public JmapDoor(JmapSettings settings, Entry entry, Ground ground) {
        this.settings = settings;
        this.entry = entry;
        this.ground = ground;
        long uploadMemory = Math.min(settings.uploadMemory().bytes(), MemoryBudget.partOfMemory(6));
        this.uploads = new Uploads(
                ground.clock(),
                uploadMemory,
                Math.min(settings.uploadMemoryPerAccount().bytes(), uploadMemory / 8 * 5));
    }

    @Override
    public Map<String, Handler> handlers(Server server) {
        var limits = settings.limits();
        var inAll = new Semaphore(settings.maxConcurrentInAll());
        var session = new SessionResource(settings, entry.threadKeys(), entry.siteUrl());
        var requestMemory = new RequestMemory(settings.requestMemory().bytes());
        var arrivals = new ApiResource.Arrivals(
                new Admission(settings.maxConcurrentRequests(), inAll),
                requestMemory,
                settings.requestTime(),
                ground.clock());
        var api = new ApiResource(dispatcher(limits), session, arrivals, limits);
        var pushes = new Pushes(
                ground.clock(),
                new Pushes.Sources(ground.events(), ground.mailstore(), ground.queue()),
                settings.maxPushConnections(),
                settings.maxPushConnectionsPerAccount());
        var sockets = new SocketDoor(
                pushes,
                server,
                account -> new SocketMessage(
                        requestMemory.part(account),
                        settings.maxRequest().bytes(),
                        settings.requestTime(),
                        ground.clock()));
        var resources = Map.<String, Resource>of(
                "session",
                session,
                "api",
                api,
                "upload",
                new UploadResource(
                        uploads,
                        new Admission(settings.maxConcurrentUploads(), inAll),
                        limits,
                        settings.uploadTime(),
                        ground.clock()),
                "download",
                new DownloadResource(
                        new StoredBlobs(ground.mailstore(), uploads),
                        new Admission(settings.maxConcurrentRequests(), inAll),
                        new DownloadMemory(Math.min(settings.downloadMemory().bytes(), MemoryBudget.partOfMemory(8)))),
                "events",
                new EventsResource(new EventSource(pushes)),
                "ws",
                visit -> sockets.open(
                        visit.visitor(), api::answerWithin, visit.request(), visit.response(), visit.callback()));
        var handler = new JmapHandler(entry, resources, pushes);
        return Map.of("/jmap/*", handler, "/.well-known/jmap", handler);
    }

    private Dispatcher dispatcher(Limits limits) {
        var sealing = new ServerSealing(ground.sealer(), ground.directory(), entry.threadKeys());
        var methods = new ArrayList<Method>();
        methods.add(new Echo());
        methods.addAll(MailMethods.all(
                new MailMethods.Ground(ground.mailstore(), ground.directory(), sealing, uploads, ground.clock()),
                limits));
        methods.addAll(SubmissionMethods.all(
                ground.queue(),
                ground.mailstore(),
                uploads,
                new SubmissionMethods.Bounds(
                        settings.maxRecipients(), settings.maxParcel().bytes()),
                limits));
        return new Dispatcher(methods, ground.mailstore());
    }
}
