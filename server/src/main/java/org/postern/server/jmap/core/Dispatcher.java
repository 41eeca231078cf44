package org.postern.server.jmap.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.postern.server.accounts.Account;
import org.postern.server.db.StoreBroken;
import org.postern.server.mailstore.Mailstore;
import org.postern.server.mailstore.Snapshot;
import org.postern.server.trace.Field;
import org.postern.server.trace.Trace;
import tools.jackson.databind.node.ObjectNode;

/// Answers the calls of a request in order (RFC 8620 §3.3–3.7). Reads that stand together share one
/// snapshot, so that a query and the get that follows it agree.
public final class Dispatcher {
    private static final Trace TRACE = Trace.of(Dispatcher.class);

    private final Map<String, Method> methods;
    private final Mailstore mailstore;

    public Dispatcher(Collection<Method> methods, Mailstore mailstore) {
        this.methods = methods.stream().collect(Collectors.toUnmodifiableMap(Method::name, Function.identity()));
        this.mailstore = mailstore;
    }

    /// @param sessionState of the session object as the caller would get it now
    /// @return the Response object of RFC 8620 §3.4
    public ObjectNode answer(Account account, ApiRequest request, String sessionState) {
        var run = new Run(account, request);
        run.all();

        var responses = Json.array();
        run.answers.forEach(answer -> responses.add(answer.json()));
        var body = Json.object();
        body.set("methodResponses", responses);
        if (request.createdIds().isPresent()) {
            var ids = Json.object();
            run.exchange.createdIds().forEach(ids::put);
            body.set("createdIds", ids);
        }
        return body.put("sessionState", sessionState);
    }

    /// One request on its way.
    private final class Run {
        private final Exchange exchange;
        private final ApiRequest request;
        private final References references = new References();
        private final List<Invocation> answers = new ArrayList<>();
        private int next;

        Run(Account account, ApiRequest request) {
            this.exchange = new Exchange(account, request.using());
            this.request = request;
            request.createdIds().ifPresent(ids -> ids.forEach(exchange::created));
        }

        void all() {
            while (next < request.calls().size()) {
                if (method(call()) instanceof Method.Reading) {
                    readTogether();
                } else {
                    answer(call(), method(call()), Optional.empty());
                    next++;
                }
            }
        }

        private Invocation call() {
            return request.calls().get(next);
        }

        private void readTogether() {
            try {
                mailstore.read(exchange.account().id(), snapshot -> {
                    while (next < request.calls().size() && !(method(call()) instanceof Method.Acting)) {
                        answer(call(), method(call()), Optional.of(snapshot));
                        next++;
                    }
                    return true;
                });
            } catch (StoreBroken broken) {
                TRACE.failure("mailstore did not answer a read", broken);
                if (next < request.calls().size()) {
                    fail(call(), MethodError.of("serverUnavailable"));
                    next++;
                }
            }
        }

        private Method method(Invocation call) {
            var method = methods.get(call.name());
            return method != null && exchange.uses(method.capability()) ? method : UnknownMethod.INSTANCE;
        }

        private void answer(Invocation call, Method method, Optional<Snapshot> snapshot) {
            try {
                var arguments = new Members(references.resolve(call.arguments(), answers));
                if (method.inAccount()) {
                    checkAccount(arguments);
                }
                var answer = perform(method, arguments, snapshot);
                answers.add(new Invocation(call.name(), answer, call.callId()));
            } catch (MethodError error) {
                fail(call, error);
            } catch (BadMember bad) {
                fail(call, bad.asMethodError());
            } catch (StoreBroken broken) {
                TRACE.failure("store did not answer a method", broken, Field.word("method", method.name()));
                fail(call, MethodError.of("serverUnavailable"));
            } catch (RuntimeException wrong) {
                TRACE.failure("method failed", wrong, Field.word("method", method.name()));
                fail(call, MethodError.of("serverFail"));
            }
            answerImplied(call.callId());
        }

        private ObjectNode perform(Method method, Members arguments, Optional<Snapshot> snapshot) {
            return switch (method) {
                case Method.Plain plain -> plain.answer(arguments, exchange);
                case Method.Reading reading -> reading.answer(arguments, exchange, snapshot.orElseThrow());
                case Method.Acting acting -> acting.answer(arguments, exchange);
            };
        }

        private void answerImplied(String callId) {
            for (var implied = exchange.nextImplied(); implied.isPresent(); implied = exchange.nextImplied()) {
                var method = methods.getOrDefault(implied.get().method(), UnknownMethod.INSTANCE);
                answer(new Invocation(method.name(), implied.get().arguments(), callId), method, Optional.empty());
            }
        }

        /// THREAT T-16: nobody asks for another's account; it does not exist for him.
        private void checkAccount(Members arguments) {
            if (!arguments
                    .textOrRefuse("accountId")
                    .equals(exchange.account().id().toString())) {
                throw MethodError.of("accountNotFound");
            }
        }

        private void fail(Invocation call, MethodError error) {
            answers.add(new Invocation("error", error.json(), call.callId()));
        }
    }

    /// What the client asked for is not here, or not for what it named in `using`.
    private static final class UnknownMethod implements Method.Plain {
        static final UnknownMethod INSTANCE = new UnknownMethod();

        @Override
        public String name() {
            return "unknown";
        }

        @Override
        public Capability capability() {
            return Capability.CORE;
        }

        @Override
        public boolean inAccount() {
            return false;
        }

        @Override
        public ObjectNode answer(Members arguments, Exchange exchange) {
            throw MethodError.of("unknownMethod");
        }
    }
}
