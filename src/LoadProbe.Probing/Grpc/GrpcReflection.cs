using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Reflection.V1;

namespace LoadProbe.Probing;

/// <summary>
/// Asks a target for the types of a service (server reflection, version 1 and where that is not known its forerunner, which has
/// the same messages), over connections of its own, so that the call itself is measured from its connection on.
/// </summary>
internal sealed class GrpcReflection(Target target, HttpConnections beside, TimeProvider time)
{
    private static readonly string[] Versions = ["v1", "v1alpha"];

    public async Task<(IReadOnlyList<FileDescriptor> Files, Fault? Fault)> AskAsync(string service, Deadline deadline)
    {
        using HttpConnections connections = beside.Apart();
        Fault? fault = null;
        foreach (string version in Versions)
        {
            var files = new ProtoFiles();
            fault = await GatherAsync(connections, version, service, files, deadline).ConfigureAwait(false);
            if (fault is { Outcome: Outcome.StatusMismatch }) continue;
            if (fault is not null) break;
            try
            {
                return (files.Link(), null);
            }
            catch (Exception e) when (e is DescriptorValidationException or ArgumentException)
            {
                return ([], new Fault(Outcome.ProtocolError, $"the types that the target tells of {service} do not fit together: {e.Message}"));
            }
        }

        return ([], fault);
    }

    private async Task<Fault?> GatherAsync(HttpConnections connections, string version, string service, ProtoFiles files, Deadline deadline)
    {
        var ask = new ServerReflectionRequest { FileContainingSymbol = service };
        while (true)
        {
            if (await OneAsync(connections, version, ask, files, deadline).ConfigureAwait(false) is { } fault) return fault;
            if (files.Missing is not { } missing) return null;
            ask = new ServerReflectionRequest { FileByFilename = missing };
        }
    }

    private async Task<Fault?> OneAsync(HttpConnections connections, string version, ServerReflectionRequest ask, ProtoFiles files, Deadline deadline)
    {
        var call = new GrpcCall(connections, time);
        Fault? bad = null;
        string what = $"asking the target for {ask.FileContainingSymbol}{ask.FileByFilename}";
        var url = new Uri(target.Address, $"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo");
        connections.Clock.Start(time.GetTimestamp(), shared: true);
        try
        {
            Fault? fault = await call.RunAsync(url, ask.ToByteArray(), connections.Marked([], StepEffect.Read), deadline.Allowed, message =>
            {
                bad = Take(ServerReflectionResponse.Parser.ParseFrom(message), ask, files);
                return false;
            }, deadline.Token).ConfigureAwait(false) ?? bad;
            if (fault is { } f) return f with { Detail = $"{what}: {f.Detail}" };
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidDataException)
        {
            return new Fault(Outcome.ProtocolError, $"{what}: {e.Message}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            Fault fault = Fault.Of(e, call.SendEnd == 0 ? connections.Clock.Stage : DialStage.Wait, deadline);
            return fault with { Detail = $"{what}: {fault.Detail}" };
        }

        return call.Status is null or GrpcStatus.Ok ? null
            : new Fault(Outcome.StatusMismatch, $"{what}: {call.Status.Value.Word()} {call.StatusMessage}; without server reflection, say where the types are: proto: FILE");
    }

    private static Fault? Take(ServerReflectionResponse answer, ServerReflectionRequest ask, ProtoFiles files)
    {
        if (answer.ErrorResponse is { } error) return new Fault(Outcome.StatusMismatch, $"{error.ErrorMessage} ({error.ErrorCode})");
        if (answer.FileDescriptorResponse is not { FileDescriptorProto.Count: > 0 } found) return new Fault(Outcome.ProtocolError, "the answer is about something else");
        foreach (ByteString file in found.FileDescriptorProto) files.Add(file);
        return ask.FileByFilename.Length > 0 && files.Missing == ask.FileByFilename ? new Fault(Outcome.ProtocolError, "the answer has another file") : null;
    }
}
