package org.postern.server.http;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.server.Handler;
import org.postern.server.accounts.AccountRegister;
import org.postern.server.accounts.Login;
import org.postern.server.accounts.OwnAccount;
import org.postern.server.accounts.Recovery;
import org.postern.server.accounts.Sessions;
import org.postern.server.accounts.SignUp;
import org.postern.server.endpoints.Publication;
import org.postern.server.keys.Directory;
import org.postern.server.probes.Reception;

/// The calls of docs/format/account.md.
public final class Api {
    private final ApiHandler handler;

    /// @param version of the program, as `/api/site` tells it
    public Api(Rooms rooms, SessionGate gate, HttpDoor.Context context, String version) {
        this(
                List.of(
                        new SignUpCalls(
                                        rooms.register(),
                                        rooms.signUp(),
                                        new SignUpCalls.Told(
                                                version, rooms.publication().key()),
                                        context.clock())
                                .calls(),
                        new LoginCalls(rooms.login(), rooms.sessions()).calls(),
                        new AccountCalls(rooms.register(), rooms.own()).calls(),
                        new SessionCalls(rooms.sessions()).calls(),
                        new RecoveryCalls(rooms.recovery()).calls(),
                        new KeyCalls(rooms.directory()).calls(),
                        new EndpointCalls(rooms.publication()).calls(),
                        new ProbeCalls(rooms.reception()).calls()),
                gate,
                context);
    }

    Api(List<List<Call>> groups, SessionGate gate, HttpDoor.Context context) {
        var calls = new ArrayList<Call>();
        groups.forEach(calls::addAll);
        this.handler = new ApiHandler(calls, gate, context.settings(), context.clock());
    }

    /// What the calls speak to.
    public record Rooms(
            AccountRegister register,
            Sessions sessions,
            SignUp signUp,
            Login login,
            Recovery recovery,
            OwnAccount own,
            Directory directory,
            Publication publication,
            Reception reception) {}

    Handler handler() {
        return handler;
    }
}
